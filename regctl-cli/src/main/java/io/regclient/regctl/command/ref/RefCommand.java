// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.ref;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.view.ReferenceView;
import io.regclient.ref.Ref;
import java.io.IOException;

/** {@code regctl ref}: parts of a reference (contract regctl 9.5). */
public final class RefCommand implements Command {
    public static final CommandLeaf COMMAND = CommandLeaf.of("ref", "show the parts of a reference", RefCommand::new)
            .withDescription("Parse a reference and print its full name, or its parts by a template.")
            .withArguments("reference")
            .withExample("the full name", "nginx")
            .withExample("the repository alone", "nginx:latest", "--format", "{{println .Repository}}")
            .hidden()
            .brief();

    private final FormatFlag format;

    private RefCommand(FlagSet flags) {
        format = new FormatFlag(flags, "{{.CommonName}}");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        format.print(invocation, ReferenceView.of(parse(invocation.argument(0))));
        return 0;
    }

    private static Ref parse(String text) throws RegistryException {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw RegistryException.of(e.kind(), "failed to parse " + text + ": " + e.getMessage(), e);
        }
    }
}
