// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What calls a command or group on the command line.
 *
 * @param name its word
 * @param aliases other words for it
 * @param hidden left out of lists
 */
public record CommandWord(String name, List<String> aliases, boolean hidden) {

    public CommandWord {
        if (name.isEmpty() || name.startsWith("-")) {
            throw new IllegalArgumentException("not a word for a command: \"" + name + "\"");
        }
        aliases = List.copyOf(aliases);
    }

    static CommandWord of(String name) {
        return new CommandWord(name, List.of(), false);
    }

    /** The name, then the aliases. */
    public List<String> all() {
        List<String> all = new ArrayList<>(aliases.size() + 1);
        all.add(name);
        all.addAll(aliases);
        return all;
    }

    boolean is(String word) {
        return name.equals(word) || aliases.contains(word);
    }
}
