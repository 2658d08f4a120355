// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.diff.Lines;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.DiffFlags;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest diff} (contract regctl 9.8.2). */
final class ManifestDiff implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("diff", "compare manifests", ManifestDiff::new)
            .withDescription("Show the differences between two manifests, whose JSON is compared line by line.")
            .withArguments("image_ref image_ref")
            .withExample(
                    "what changed between two versions",
                    "registry.example.org/sample/hello:1.0.0",
                    "registry.example.org/sample/hello:latest")
            .withExample(
                    "with all lines in between",
                    "registry.example.org/sample/hello:1.0.0",
                    "registry.example.org/sample/hello:latest",
                    "--context-full")
            .brief();

    private final DiffFlags diff;

    private ManifestDiff(FlagSet flags) {
        diff = new DiffFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref before = Ref.parse(invocation.argument(0));
        Ref after = Ref.parse(invocation.argument(1));
        try (RegClient client = Client.open(invocation)) {
            diff.print(invocation, lines(client, before), lines(client, after));
        }
        return 0;
    }

    private static Lines lines(RegClient client, Ref ref) throws IOException {
        Manifest manifest = client.manifests().get(ref, Optional.empty());
        return DiffFlags.json("manifest " + ref.commonName(), manifest.raw());
    }
}
