// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

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

    Optional<CommandNode> child(String word) {
        for (CommandNode child : commands.get()) {
            if (child.word().is(word)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }
}
