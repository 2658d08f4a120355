// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Commands that belong together, or a whole program. Its commands are only looked up on the way to one of them (start-up
 * time).
 *
 * @param word what it is called
 * @param help its help text
 * @param commands its commands and groups
 */
public record CommandGroup(CommandWord word, CommandHelp help, Supplier<List<CommandNode>> commands)
        implements CommandNode {

    public static CommandGroup of(String name, String summary, Supplier<List<CommandNode>> commands) {
        return new CommandGroup(CommandWord.of(name), CommandHelp.of(summary), commands);
    }

    public CommandGroup withAliases(String... words) {
        return new CommandGroup(new CommandWord(word.name(), List.of(words), word.hidden()), help, commands);
    }

    /** The group with one command more. */
    CommandGroup with(CommandNode command) {
        return new CommandGroup(word, help, () -> {
            List<CommandNode> all = new ArrayList<>(commands.get());
            all.add(command);
            return List.copyOf(all);
        });
    }

    /** The ways to every group and command, this one first; each way starts here. */
    public List<List<CommandNode>> paths() {
        List<List<CommandNode>> paths = new ArrayList<>();
        addPaths(List.of(this), paths);
        return paths;
    }

    private static void addPaths(List<CommandNode> path, List<List<CommandNode>> paths) {
        paths.add(path);
        if (path.getLast() instanceof CommandGroup group) {
            for (CommandNode child : group.commands.get()) {
                List<CommandNode> longer = new ArrayList<>(path);
                longer.add(child);
                addPaths(List.copyOf(longer), paths);
            }
        }
    }

    /** The command or group of a word; {@code --version} stands for {@code version}. */
    Optional<CommandNode> child(String word) {
        String name = CommandPath.isVersion(word) ? "version" : word;
        for (CommandNode child : commands.get()) {
            if (child.word().is(name)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }
}
