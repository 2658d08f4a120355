// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.ManifestView;
import io.regclient.scheme.ManifestPut;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest put} (contract regctl 9.8.5). */
final class ManifestPutCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("put", "push manifest or manifest list", ManifestPutCommand::new)
            .withAliases("push")
            .withDescription("""
                    Push a manifest from stdin. Its bytes are not changed, and the blobs and manifests it names
                    have to be in the repository already.""")
            .withArguments("image_ref")
            .withExampleReading(
                    "push a manifest",
                    "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[]}",
                    "registry.example.org/sample/new:v1",
                    "--content-type",
                    MediaType.OCI_INDEX)
            .brief();

    private final Flag<Boolean> byDigest;
    private final Flag<String> contentType;
    private final FormatFlag format;

    private ManifestPutCommand(FlagSet flags) {
        byDigest = flags.bool("by-digest", "Push manifest by digest instead of tag");
        contentType = flags.text("content-type", "Specify content-type (e.g. " + MediaType.DOCKER_MANIFEST + ")")
                .suggests(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST, MediaType.DOCKER_LIST)
                .shortName('t');
        format = new FormatFlag(flags, "");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Manifest manifest = read(invocation, ref);
        Ref target = byDigest.value() ? ref.withDigest(manifest.digest()) : ref;
        try (RegClient client = Client.open(invocation)) {
            client.manifests().put(target, manifest, ManifestPut.top());
            client.finish(target);
        }
        print(invocation, target, manifest);
        return 0;
    }

    private Manifest read(Invocation invocation, Ref ref) throws IOException {
        Optional<Digest> expected = ref.digest().isPresent() ? Optional.of(ref.requireDigest()) : Optional.empty();
        byte[] raw = LimitedInputStream.readAll(invocation.in(), Manifest.MAX_PUSH_BYTES, "manifest on stdin");
        try {
            return Manifest.parse(contentType.value(), expected, raw);
        } catch (RegistryException e) {
            throw e.withContext("failed to put manifest " + ref.commonName());
        }
    }

    /** Without a format nothing is printed, and of a manifest that got no tag its digest (13.19). */
    private void print(Invocation invocation, Ref target, Manifest manifest) throws IOException {
        if (!format.value().isEmpty()) {
            format.print(invocation, ManifestView.result(target, manifest));
        } else if (byDigest.value()) {
            invocation.out().println(manifest.digest());
        }
    }
}
