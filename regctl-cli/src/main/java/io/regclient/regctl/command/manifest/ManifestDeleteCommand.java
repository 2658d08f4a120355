// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.scheme.ManifestDelete;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest delete} and {@code regctl image delete} (contract regctl 9.6.4, 9.8.1, 13.5). */
public final class ManifestDeleteCommand implements Command {
    /** {@code regctl image delete}. */
    public static final CommandLeaf OF_IMAGE = leaf("delete an image, same as \"manifest delete\"")
            .withExample(
                    "delete the image of a tag, with its other tags",
                    "registry.example.org/sample/legacy:latest",
                    "--force-tag-dereference");

    static final CommandLeaf COMMAND = leaf("delete a manifest")
            .withExample(
                    "delete a manifest and all its tags, if it is there",
                    "registry.example.org/sample/legacy@sha256:0d0dac1bc530605cb59ddee588e669af856f2d0d5f68ce41dbb9e529fb54b8d0",
                    "--ignore-missing");

    private final Flag<Boolean> forceTagDereference;
    private final Flag<Boolean> ignoreMissing;
    private final Flag<Boolean> referrers;

    private ManifestDeleteCommand(FlagSet flags) {
        forceTagDereference = flags.bool(
                "force-tag-dereference", "Delete the digest that a tag stands for, which removes its other tags too");
        ignoreMissing = flags.bool("ignore-missing", "Ignore errors if the manifest is missing");
        referrers = flags.bool("referrers", "Update the list of referrers, recommended when deleting artifacts");
    }

    private static CommandLeaf leaf(String summary) {
        return CommandLeaf.of("delete", summary, ManifestDeleteCommand::new)
                .withAliases("del", "rm", "remove")
                .withDescription("""
                        Delete a manifest and every tag of it. A digest is needed, not a tag: see "tag delete" for
                        one tag. Not every registry deletes manifests, and layers are removed by the registry's own
                        garbage collection.""")
                .withArguments("image_ref")
                .brief();
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            Optional<Ref> target = target(client, ref);
            if (target.isPresent()) {
                delete(client, target.get());
            }
            client.finish(ref);
        }
        return 0;
    }

    private void delete(RegClient client, Ref target) throws IOException {
        try {
            client.manifests().delete(target, new ManifestDelete(referrers.value(), Optional.empty()));
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.MISSING_DIGEST)) {
                throw RegistryException.of(
                        ErrorKind.MISSING_DIGEST, e.getMessage() + ", name a digest or use --force-tag-dereference", e);
            }
            if (!ignoreMissing.value() || !isMissing(client, target)) {
                throw e;
            }
        }
    }

    /** What to delete; empty where a tag is missing that may be missing. */
    private Optional<Ref> target(RegClient client, Ref ref) throws IOException {
        if (ref.digest().isPresent() || !forceTagDereference.value()) {
            return Optional.of(ref);
        }
        try {
            return Optional.of(dereferenced(client, ref));
        } catch (RegistryException e) {
            if (!ignoreMissing.value() || !e.is(ErrorKind.NOT_FOUND)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Ref dereferenced(RegClient client, Ref ref) throws IOException {
        Optional<Digest> digest =
                client.manifests().describe(ref, Optional.empty()).descriptor().digest();
        return ref.addDigest(digest.orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "no digest of " + ref.commonName() + " is known"))
                .toString());
    }

    /** Registries refuse the delete of what they do not have in many ways, only a look tells (9.8.1). */
    private static boolean isMissing(RegClient client, Ref ref) {
        try {
            return client.manifests().head(ref, Optional.empty()).isEmpty();
        } catch (IOException e) {
            return false; // nobody knows: the failure of the delete says why
        }
    }
}
