// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;

/** {@code completion bash} and its like: prints the script of a shell (contract regctl 1.7). */
final class ScriptCommand implements Command {
    private final Shell shell;
    private final String program;
    private final Flag<Boolean> plain;

    private ScriptCommand(Shell shell, String program, FlagSet flags) {
        this.shell = shell;
        this.program = program;
        plain = flags.bool("no-descriptions", "Show candidates without what they mean");
    }

    static CommandLeaf of(Shell shell, String program) {
        return CommandLeaf.of(
                        shell.word(),
                        "generate the completion script of " + shell.word(),
                        flags -> new ScriptCommand(shell, program, flags))
                .withDescription(description(shell, program))
                .withExample("without what candidates mean", "--no-descriptions")
                .brief();
    }

    private static String description(Shell shell, String program) {
        String everyShell = shell.file(program)
                .map(file -> "New shells find it by themselves as\n\n  /usr/share/" + file)
                .orElse("New shells know it when the line stands in the file that $PROFILE names.");
        return "Print the script that completes command lines of " + program + " in " + shell.word()
                + ".\nThis loads it into the running shell:\n\n  " + shell.use(program) + "\n\n" + everyShell;
    }

    @Override
    public int run(Invocation invocation) {
        invocation.out().print(shell.script(program, !plain.value()));
        return 0;
    }
}
