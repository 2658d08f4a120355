// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.kit.cli.CommandHelp.Example;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a command declares. Its object and its flags are only made when it is the one to run or to describe (start-up time).
 *
 * @param word what it is called
 * @param help its help text
 * @param arguments its positional arguments
 * @param isBrief it is over before the optimizing compiler pays
 * @param factory makes the command, which declares its flags
 */
public record CommandLeaf(
        CommandWord word, CommandHelp help, Arguments arguments, boolean isBrief, Function<FlagSet, Command> factory)
        implements CommandNode {

    /** A command without positional arguments. */
    public static CommandLeaf of(String name, String summary, Function<FlagSet, Command> factory) {
        return new CommandLeaf(CommandWord.of(name), CommandHelp.of(summary), Arguments.NONE, false, factory);
    }

    /** Takes positional arguments: {@code image_ref [file]} is one or two. */
    public CommandLeaf withArguments(String usage) {
        return new CommandLeaf(word, help, Arguments.of(usage), isBrief, factory);
    }

    /** Takes whatever follows its word as it is, also what looks like flags. */
    public CommandLeaf withVerbatimArguments() {
        return new CommandLeaf(word, help, Arguments.VERBATIM, isBrief, factory);
    }

    public CommandLeaf withAliases(String... words) {
        return with(new CommandWord(word.name(), List.of(words), word.hidden()));
    }

    /** Leaves the command out of lists. */
    public CommandLeaf hidden() {
        return with(new CommandWord(word.name(), word.aliases(), true));
    }

    public CommandLeaf withDescription(String text) {
        return with(help.withDescription(text));
    }

    /** Shows a use of the command; see {@link Example}. */
    public CommandLeaf withExample(String purpose, String... words) {
        return with(help.withExample(new Example(purpose, List.of(words), Optional.empty(), true)));
    }

    /** Shows a use of the command that reads a text from stdin. */
    public CommandLeaf withExampleReading(String purpose, String input, String... words) {
        return with(help.withExample(new Example(purpose, List.of(words), Optional.of(input), true)));
    }

    /** Shows a use of the command that goes on until it is interrupted, and so is not run by tests. */
    public CommandLeaf withExampleServing(String purpose, String... words) {
        return with(help.withExample(new Example(purpose, List.of(words), Optional.empty(), false)));
    }

    /**
     * It looks at metadata and hashes no blobs: the program's launcher starts it with the quick compiler only, without
     * which short commands spend their time compiling and with which SHA-256 would be ten times slower.
     */
    public CommandLeaf brief() {
        return new CommandLeaf(word, help, arguments, true, factory);
    }

    private CommandLeaf with(CommandWord changed) {
        return new CommandLeaf(changed, help, arguments, isBrief, factory);
    }

    private CommandLeaf with(CommandHelp changed) {
        return new CommandLeaf(word, changed, arguments, isBrief, factory);
    }
}
