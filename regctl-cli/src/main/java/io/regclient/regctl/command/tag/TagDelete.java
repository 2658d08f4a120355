// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.tag;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;

/** {@code regctl tag delete} (contract regctl 9.11.1, 13.4). */
final class TagDelete implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("delete", "delete a tag in a repo", TagDelete::new)
            .withAliases("del", "rm", "remove")
            .withDescription("""
                    Delete a tag. Where the registry cannot delete tags, the tag is pointed at a unique
                    dummy image which is then deleted; other tags of the same image stay.""")
            .withArguments("image_ref")
            .withExample("delete a tag", "registry.example.org/sample/hello:1.1")
            .brief();

    private final Flag<Boolean> ignoreMissing;

    private TagDelete(FlagSet flags) {
        ignoreMissing = flags.bool("ignore-missing", "Ignore errors if the tag is missing");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            try {
                client.tags().delete(ref);
            } catch (RegistryException e) {
                if (!ignoreMissing.value() || !e.is(ErrorKind.NOT_FOUND)) {
                    throw e;
                }
            }
            client.finish(ref);
        }
        return 0;
    }
}
