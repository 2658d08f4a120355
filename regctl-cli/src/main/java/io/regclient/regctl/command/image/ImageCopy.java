// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.config.LocalPlatform;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.CopyFlags;
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code regctl image copy} (contract regctl 9.6.2 and 10). */
final class ImageCopy implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("copy", "copy or retag an image", ImageCopy::new)
            .withAliases("cp")
            .withDescription("""
                    Copy or retag an image. Manifests and blobs that exist at the target are not copied
                    again, blobs of the same registry are mounted, and the tag is pushed last.""")
            .withArguments("src_image_ref dst_image_ref")
            .withExample(
                    "copy an image to another registry",
                    "registry.example.org/sample/hello:latest",
                    "mirror.example.org/sample/hello:latest")
            .withExample(
                    "with signatures, SBOMs and the like",
                    "registry.example.org/sample/hello:latest",
                    "mirror.example.org/sample/hello:latest",
                    "--referrers",
                    "--digest-tags")
            .withExample(
                    "give an image one more tag",
                    "registry.example.org/sample/hello:1.1",
                    "registry.example.org/sample/hello:stable")
            .withExample(
                    "what would be sent, without sending it",
                    "registry.example.org/sample/hello:latest",
                    "mirror.example.org/sample/other:latest",
                    "--dry-run")
            .withExample("to a directory", "registry.example.org/sample/hello:latest", "ocidir://hello:latest");

    private final Flag<Boolean> digestTags;
    private final Flag<Boolean> fast;
    private final Flag<Boolean> forceRecursive;
    private final Flag<Boolean> includeExternal;
    private final Flag<Boolean> referrers;
    private final CopyFlags output;
    private final PlatformFlag platform;
    private final Flag<List<Optional<Platform>>> platforms;
    private final Flag<Optional<Ref>> referrersSource;
    private final Flag<Optional<Ref>> referrersTarget;

    private ImageCopy(FlagSet flags) {
        digestTags = flags.bool("digest-tags", "Include digest tags (\"sha256-<digest>.*\") when copying manifests");
        fast = flags.bool("fast", "Fast check, skip referrers and digest tag checks when image exists");
        forceRecursive = flags.bool("force-recursive", "Check every manifest and blob, and repair what is missing");
        output = new CopyFlags(flags);
        includeExternal = flags.bool("include-external", "Include external layers");
        platform = new PlatformFlag(flags, "Copy one platform of an index (linux/amd64, local, ...)");
        platforms = flags.list(
                        "platforms",
                        "Copy only these platforms of an index, the index stays unchanged",
                        LocalPlatform::parseWanted)
                .names(Kind.PLATFORM)
                .hidden();
        referrers = flags.bool("referrers", "Include referrers");
        referrersSource = flags.parsed("referrers-src", "External repository to read referrers from", Ref::parse)
                .names(Kind.REPOSITORY);
        referrersTarget = flags.parsed("referrers-tgt", "External repository to write referrers to", Ref::parse)
                .names(Kind.REPOSITORY);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref source = Ref.parse(invocation.argument(0));
        Ref target = Ref.parse(invocation.argument(1));
        CopyOptions.Builder options = options();
        CopyResult result;
        try (RegClient client = Client.open(invocation, output.observer());
                ProgressDisplay progress = output.progress(invocation)) {
            progress.listener().ifPresent(options::listener);
            result = copy(client, platform.resolve(client, source), target, options.build());
        } catch (IOException e) {
            throw RegistryException.withContext("copy " + source.commonName() + " to " + target.commonName(), e);
        }
        output.print(invocation, result);
        return 0;
    }

    /**
     * What a failed copy wrote stays for the next try, which goes on from there (IC-20); not where the disk has no room
     * for it.
     */
    private static CopyResult copy(RegClient client, Ref source, Ref target, CopyOptions options) throws IOException {
        CopyResult result;
        try {
            result = client.images().copy(source, target, options);
        } catch (RegistryException e) {
            if (e.is(ErrorKind.LOCAL_IO)) {
                finishAfter(e, client, target);
            }
            throw e;
        }
        client.finish(target);
        Optional<Ref> referrers = options.referrerTarget();
        if (referrers.isPresent()) {
            client.finish(referrers.get());
        }
        return result;
    }

    private static void finishAfter(RegistryException failure, RegClient client, Ref target) {
        try {
            client.finish(target);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private CopyOptions.Builder options() throws RegistryException {
        CopyOptions.Builder options = CopyOptions.builder()
                .digestTags(digestTags.value())
                .fastCheck(fast.value())
                .forceRecursive(forceRecursive.value())
                .includeExternal(includeExternal.value())
                .platforms(platforms.value());
        if (referrers.value()) {
            options.referrers();
        } else if (referrersSource.isGiven() || referrersTarget.isGiven()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "referrers must be enabled to specify an external referrers source or target");
        }
        referrersSource.value().ifPresent(options::referrerSource);
        referrersTarget.value().ifPresent(options::referrerTarget);
        output.apply(options);
        return options;
    }
}
