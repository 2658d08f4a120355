// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A place in the command tree: a group, or a leaf whose command and flags are only made when it is the one to run or to
 * describe (start-up time).
 *
 * @param name word on the command line
 * @param aliases other words for it
 * @param summary one line for the list of commands
 * @param description paragraphs of the help text
 * @param hidden left out of lists
 * @param arguments text of the usage line after the flags, empty for none
 * @param minArguments fewest positional arguments
 * @param maxArguments most positional arguments
 * @param children sub-commands; empty for a leaf
 * @param factory makes a leaf's command
 */
public record CommandNode(
        String name,
        List<String> aliases,
        String summary,
        String description,
        boolean hidden,
        String arguments,
        int minArguments,
        int maxArguments,
        List<CommandNode> children,
        Optional<Function<FlagSet, Command>> factory) {

    public CommandNode {
        aliases = List.copyOf(aliases);
        children = List.copyOf(children);
    }

    public static CommandNode group(String name, String summary, CommandNode... children) {
        return new CommandNode(name, List.of(), summary, summary, false, "", 0, 0, List.of(children), Optional.empty());
    }

    /** A leaf without positional arguments. */
    public static CommandNode leaf(String name, String summary, Function<FlagSet, Command> factory) {
        return new CommandNode(name, List.of(), summary, summary, false, "", 0, 0, List.of(), Optional.of(factory));
    }

    /** Takes from {@code min} to {@code max} positional arguments, shown as {@code text} in the usage line. */
    public CommandNode withArguments(String text, int min, int max) {
        return new CommandNode(name, aliases, summary, description, hidden, text, min, max, children, factory);
    }

    public CommandNode withAliases(String... words) {
        return new CommandNode(
                name,
                List.of(words),
                summary,
                description,
                hidden,
                arguments,
                minArguments,
                maxArguments,
                children,
                factory);
    }

    public CommandNode withDescription(String text) {
        return new CommandNode(
                name, aliases, summary, text, hidden, arguments, minArguments, maxArguments, children, factory);
    }

    /** The same tree with more children. */
    public CommandNode withChildren(List<CommandNode> more) {
        List<CommandNode> all = new ArrayList<>(children);
        all.addAll(more);
        return new CommandNode(
                name, aliases, summary, description, hidden, arguments, minArguments, maxArguments, all, factory);
    }

    public boolean isGroup() {
        return factory.isEmpty();
    }

    Optional<CommandNode> child(String word) {
        return children.stream()
                .filter(c -> c.name.equals(word) || c.aliases.contains(word))
                .findFirst();
    }
}
