// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.command.Client;
import java.io.IOException;

/** {@code regctl blob delete} (contract regctl 9.2.2). */
final class BlobDelete implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("delete", "delete a blob", BlobDelete::new)
            .withAliases("del", "rm")
            .withDescription("""
                    Delete a blob, whether a manifest needs it or not. Registries remove blobs that nothing refers
                    to by themselves; this is for repairing a damaged one.""")
            .withArguments("repository digest")
            .withExample(
                    "delete a damaged layer",
                    "registry.example.org/sample/legacy",
                    "sha256:11ffbbee5d8d3aace797dc368a90b862bc83c7d72c20a6b884f53c0f655feeff")
            .brief();

    private BlobDelete(FlagSet flags) {}

    @Override
    public int run(Invocation invocation) throws IOException {
        BlobArgument blob = BlobArgument.of(invocation, 0);
        try (RegClient client = Client.open(invocation)) {
            client.blobs().delete(blob.repo(), blob.descriptor());
        }
        return 0;
    }
}
