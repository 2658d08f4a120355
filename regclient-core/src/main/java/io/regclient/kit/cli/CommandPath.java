// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way from the root to the command of a command line. While words are looked for, an unknown flag in front of a
 * command is taken to consume the next word, so that {@code -c FILE once} works (contract regsync 1).
 *
 * @param nodes root first, the found node last
 * @param remaining the arguments without the words of the path
 */
record CommandPath(List<CommandNode> nodes, List<String> remaining) {

    static CommandPath find(CommandNode root, Set<String> booleanFlags, List<String> args) {
        List<CommandNode> nodes = new ArrayList<>(List.of(root));
        List<String> remaining = new ArrayList<>(args);
        while (true) {
            int word = firstWord(remaining, booleanFlags);
            Optional<CommandNode> child =
                    word < 0 ? Optional.empty() : nodes.getLast().child(remaining.get(word));
            if (child.isEmpty()) {
                return new CommandPath(List.copyOf(nodes), List.copyOf(remaining));
            }
            nodes.add(child.get());
            remaining.remove(word);
        }
    }

    CommandNode node() {
        return nodes.getLast();
    }

    /** {@code regctl image copy}. */
    String words() {
        return String.join(" ", nodes.stream().map(CommandNode::name).toList());
    }

    boolean isHelpCommand() {
        return nodes.size() == 1 && !remaining.isEmpty() && remaining.getFirst().equals("help");
    }

    /** The path whose help is wanted: this one, or the one named after {@code help}. */
    CommandPath helpTarget() {
        return isHelpCommand() ? find(nodes.getFirst(), Set.of(), remaining.subList(1, remaining.size())) : this;
    }

    /** Only an unknown word at the top level is an error; below, the group's help is shown (contract regctl 1.5). */
    void requireKnownCommand(String program) throws CommandLineException {
        int word = nodes.size() > 1 || isHelpCommand() ? -1 : firstWord(remaining, Set.of());
        if (word < 0) {
            return;
        }
        String unknown = remaining.get(word);
        StringBuilder message = new StringBuilder("unknown command \"" + unknown + "\" for \"" + program + "\"");
        List<String> near = node().children().stream()
                .filter(c -> !c.hidden())
                .map(CommandNode::name)
                .filter(n -> distance(n, unknown) <= 2 || n.startsWith(unknown))
                .sorted()
                .toList();
        if (!near.isEmpty()) {
            message.append("\n\nDid you mean this?");
            near.forEach(n -> message.append("\n\t").append(n));
            message.append('\n');
        }
        throw new CommandLineException(message.toString());
    }

    private static int firstWord(List<String> args, Set<String> booleanFlags) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--")) {
                return -1;
            }
            if (!arg.startsWith("-") || arg.equals("-")) {
                return i;
            }
            boolean longWithoutValue = arg.startsWith("--") && !arg.contains("=");
            boolean shortWithoutValue = !arg.startsWith("--") && arg.length() == 2;
            if ((longWithoutValue || shortWithoutValue) && !isBoolean(arg, booleanFlags)) {
                i++;
            }
        }
        return -1;
    }

    private static boolean isBoolean(String arg, Set<String> booleanFlags) {
        return arg.equals("--help") || arg.equals("-h") || booleanFlags.contains(arg.replaceFirst("^-+", ""));
    }

    /** Levenshtein distance, ignoring letter case. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replace = previous[j - 1] + (same ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
