// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.IOException;

/** {@code version} of every program (contract regctl 9.4). */
public final class VersionCommand implements Command {
    private final FormatFlag format;

    private VersionCommand(FlagSet flags) {
        format = new FormatFlag(flags, FormatFlag.PRETTY);
    }

    /** The command of a program. */
    public static CommandLeaf of(String program) {
        return CommandLeaf.of("version", "show the version", VersionCommand::new)
                .withDescription("Show the version of " + program + ".")
                .withExample("the version alone", "--format", "{{.VCSTag}}")
                .brief();
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        format.print(invocation, VersionInfo.load().view(VersionInfo.Checkout.load()));
        return 0;
    }
}
