// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.index;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;

/** {@code regctl index add} (contract regctl 9.7.2). */
final class IndexAdd implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("add", "add an index entry", IndexAdd::new)
            .withAliases("append", "insert")
            .withDescription("""
                    Add images to an index or manifest list. The tag then names the new index; entries
                    for the same platform stay.""")
            .withArguments("image_ref")
            .withExample(
                    "add one platform of another image",
                    "registry.example.org/sample/tools:latest",
                    "--ref",
                    "registry.example.org/sample/hello:latest",
                    "--platform",
                    "linux/arm64");

    private final EntryFlags entries;

    private IndexAdd(FlagSet flags) {
        entries = new EntryFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            Manifest index = client.indexes().add(ref, entries.value());
            printUntagged(invocation, ref, index);
            client.finish(ref);
        }
        return 0;
    }

    /** Who names an index by its digest alone is told the new one. */
    static void printUntagged(Invocation invocation, Ref ref, Manifest index) {
        if (ref.tag().isEmpty() && ref.digest().isPresent()) {
            invocation.out().println(index.digest());
        }
    }
}
