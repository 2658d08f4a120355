// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.view.ManifestView;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest get} and {@code regctl image manifest} (contract regctl 9.8.3). */
public final class ManifestGet implements Command {
    /** {@code regctl image manifest}. */
    public static final CommandLeaf OF_IMAGE = leaf("manifest", "show the manifest or manifest list of an image");

    static final CommandLeaf COMMAND =
            leaf("get", "retrieve a manifest or manifest list").withAliases("pull");

    private final RawFormatFlag format;
    private final IndexFlags index;

    private ManifestGet(FlagSet flags) {
        format = new RawFormatFlag(flags);
        index = new IndexFlags(flags);
    }

    private static CommandLeaf leaf(String name, String summary) {
        return CommandLeaf.of(name, summary, ManifestGet::new)
                .withArguments("image_ref")
                .withExample("the manifest of an image", "registry.example.org/sample/hello:latest")
                .withExample(
                        "its JSON for one platform",
                        "registry.example.org/sample/hello:latest",
                        "--platform",
                        "linux/amd64",
                        "--format",
                        "{{jsonPretty .}}")
                .brief();
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Optional<Platform> wanted = index.platform();
        try (RegClient client = Client.open(invocation)) {
            Ref resolved = wanted.isPresent() ? client.manifests().resolve(ref, wanted.get()) : ref;
            Manifest manifest = client.manifests().get(resolved, Optional.empty());
            String name = resolved.equals(ref)
                    ? invocation.argument(0)
                    : ref.withDigest(manifest.digest()).commonName();
            format.print(
                    invocation, manifest.headers(), manifest.raw(), () -> ManifestView.of(resolved, name, manifest));
            client.finish(ref);
        }
        return 0;
    }
}
