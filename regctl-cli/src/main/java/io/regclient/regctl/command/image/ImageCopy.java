// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.ReferenceView;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Platforms;
import io.regclient.regctl.view.Output;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import java.util.List;

/** {@code regctl image copy} (contract regctl 9.6.2 and 10). */
public final class ImageCopy implements Command {
    private final Flag<Boolean> digestTags;
    private final Flag<Boolean> fast;
    private final Flag<Boolean> forceRecursive;
    private final Flag<Boolean> includeExternal;
    private final Flag<Boolean> referrers;
    private final Flag<String> format;
    private final Flag<String> platform;
    private final Flag<List<String>> platforms;
    private final Flag<String> referrersSource;
    private final Flag<String> referrersTarget;

    public ImageCopy(FlagSet flags) {
        digestTags = flags.bool("digest-tags", "Include digest tags (\"sha256-<digest>.*\") when copying manifests");
        fast = flags.bool("fast", "Fast check, skip referrers and digest tag checks when image exists");
        forceRecursive = flags.bool("force-recursive", "Check every manifest and blob, and repair what is missing");
        format = flags.string("format", "Format output with go template syntax");
        includeExternal = flags.bool("include-external", "Include external layers");
        platform = flags.string("platform", 'p', "", "Copy one platform of an index (linux/amd64, local, ...)");
        platforms = flags.list("platforms", "Copy only these platforms of an index, the index stays unchanged")
                .hidden();
        referrers = flags.bool("referrers", "Include referrers");
        referrersSource = flags.string("referrers-src", "External repository to read referrers from");
        referrersTarget = flags.string("referrers-tgt", "External repository to write referrers to");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref source = Ref.parse(invocation.argument(0));
        Ref target = Ref.parse(invocation.argument(1));
        CopyOptions.Builder options = options();
        try (RegClient client = Client.open(invocation);
                ProgressDisplay progress = ProgressDisplay.open(invocation)) {
            progress.listener().ifPresent(options::listener);
            Ref from = platform.value().isEmpty()
                    ? source
                    : client.manifests().resolve(source, Platforms.parse(platform.value()));
            client.images().copy(from, target, options.build());
        }
        if (format.isGiven()) {
            Output.template(invocation, format.value(), ReferenceView.of(target));
        } else {
            invocation.out().println(target.commonName());
        }
        return 0;
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
        if (!referrersSource.value().isEmpty()) {
            options.referrerSource(Ref.parse(referrersSource.value()));
        }
        if (!referrersTarget.value().isEmpty()) {
            options.referrerTarget(Ref.parse(referrersTarget.value()));
        }
        return options;
    }
}
