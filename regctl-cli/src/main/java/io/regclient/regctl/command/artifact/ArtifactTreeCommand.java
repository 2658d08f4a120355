// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.RegClient;
import io.regclient.image.ArtifactTree;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.TreeView;
import java.io.IOException;

/** {@code regctl artifact tree} (contract regctl 9.1.4). */
final class ArtifactTreeCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("tree", "tree listing of artifacts", ArtifactTreeCommand::new)
            .withDescription("""
                    Show an image with the platforms of its index and everything that refers to them,
                    directly and indirectly.""")
            .withArguments("reference")
            .withExample("all that hangs on an image", "registry.example.org/sample/hello:latest")
            .brief();

    private final Flag<Boolean> digestTags;
    private final FormatFlag format;
    private final ReferrerFlags referrers;

    private ArtifactTreeCommand(FlagSet flags) {
        digestTags = flags.bool("digest-tags", "Include tags that are named after a digest");
        format = new FormatFlag(flags, FormatFlag.PRETTY);
        referrers = new ReferrerFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            ArtifactTree tree =
                    client.artifacts().tree(ref, referrers.query(), referrers.external(), digestTags.value());
            format.print(invocation, TreeView.of(tree.root()));
            client.finish(ref);
            if (tree.failure().isPresent()) {
                throw tree.failure().get();
            }
        }
        return 0;
    }
}
