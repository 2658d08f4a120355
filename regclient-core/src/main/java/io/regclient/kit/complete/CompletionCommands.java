// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The commands of a program that belong to completion (contract regctl 1.1, 1.7). */
public final class CompletionCommands {
    /** Tells candidates with what they mean. */
    static final String DESCRIBED = "__complete";

    /** Tells candidates alone. */
    static final String PLAIN = "__completeNoDesc";

    private CompletionCommands() {}

    /** {@code completion}: prints the scripts. */
    public static CommandGroup scripts(String program) {
        return CommandGroup.of("completion", "generate the completion script of a shell", () -> scriptsOf(program));
    }

    private static List<CommandNode> scriptsOf(String program) {
        List<CommandNode> commands = new ArrayList<>();
        for (Shell shell : Shell.values()) {
            commands.add(ScriptCommand.of(shell, program));
        }
        return List.copyOf(commands);
    }

    /** What the scripts ask; candidates have descriptions. */
    public static CommandLeaf described(Supplier<Program> program, Supplier<LiveNames> names) {
        return leaf(DESCRIBED, flags -> new CompleteCommand(program.get(), names, true));
    }

    /** What the scripts ask; candidates stand alone. */
    public static CommandLeaf plain(Supplier<Program> program, Supplier<LiveNames> names) {
        return leaf(PLAIN, flags -> new CompleteCommand(program.get(), names, false));
    }

    /** Made here, so that its class is only loaded when it runs. */
    private static CommandLeaf leaf(String name, Function<FlagSet, Command> factory) {
        return CommandLeaf.of(name, "tell a shell what may follow", factory)
                .withDescription("""
                        Tell a completion script what may stand in the place of the last word, one
                        candidate a line, and after a colon in the last line the sum of what the shell
                        does besides: 2 adds no blank, 4 names no files, 16 names directories alone.""")
                .withVerbatimArguments()
                .withExample("the commands that begin with v", "v")
                .hidden()
                .brief();
    }
}
