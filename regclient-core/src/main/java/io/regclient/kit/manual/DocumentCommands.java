// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Program;
import java.util.function.Supplier;

/** The hidden command of a program that documents its commands (contract regctl 9.4). */
public final class DocumentCommands {
    private DocumentCommands() {}

    /** {@code cli-doc}; declared here, so that its class is only loaded when it runs. */
    public static CommandLeaf of(Supplier<Program> program) {
        return CommandLeaf.of("cli-doc", "document the commands", flags -> new DocumentCommand(program.get(), flags))
                .withDescription("Print the documentation of a command in Markdown, or list all commands.")
                .withArguments("[command...]")
                .withExample("all commands", "--list")
                .withExample("the manual page of a command", "--man", "version")
                .hidden()
                .brief();
    }
}
