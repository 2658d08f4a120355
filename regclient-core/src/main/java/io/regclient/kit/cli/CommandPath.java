// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.VisibleText;
import io.regclient.kit.yaml.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from the root to the command of a command line. While words are looked for, a flag in front of a command is
 * taken to consume the next word, unless a command knows better, so that {@code -c FILE once} works (contract regsync 1).
 *
 * @param nodes root first, the found node last
 * @param remaining the arguments without the words of the path
 */
public record CommandPath(List<CommandNode> nodes, List<String> remaining) {
    /** Stands in lists; the program itself answers it, behind groups too. */
    static final CommandLeaf HELP = CommandLeaf.of("help", "help about any command", flags -> invocation -> 0)
            .withDescription("Show the help of a command, as its flag --help does.")
            .withArguments("[command...]")
            .withExample("the flags of a command", "version");

    /** A name with as many letters wrong is still recognized (contract regctl 1.5). */
    private static final int MAX_MISTAKES = 2;

    public CommandPath {
        nodes = List.copyOf(nodes);
        remaining = List.copyOf(remaining);
    }

    /** The way that the words of a command line lead. */
    public static CommandPath find(CommandGroup root, FlagSet globals, List<String> args) {
        return find(List.of(root), globals, args);
    }

    private static CommandPath find(List<CommandNode> start, FlagSet globals, List<String> args) {
        List<CommandNode> nodes = new ArrayList<>(start);
        List<String> remaining = new ArrayList<>(args);
        while (nodes.getLast() instanceof CommandGroup group) {
            int position = firstWord(group, globals, remaining);
            Optional<CommandNode> child = position < 0 ? Optional.empty() : group.child(remaining.get(position));
            if (child.isEmpty() || isHelp(child.get())) {
                break;
            }
            nodes.add(child.get());
            if (isVersion(remaining.remove(position))) {
                int next = firstWord(group, globals, remaining);
                remaining = next < 0 ? remaining : remaining.subList(0, next); // whatever command stands behind
            }
        }
        return new CommandPath(nodes, remaining);
    }

    /** The flag of a program that stands for its command {@code version}. */
    static boolean isVersion(String word) {
        return word.equals("--version");
    }

    /** By the word: equality of records is made of method handles, which costs 50 ms at the start. */
    private static boolean isHelp(CommandNode node) {
        return HELP.word().is(node.word().name());
    }

    public CommandNode node() {
        return nodes.getLast();
    }

    /** Makes the command, which declares its flags; empty for a group. */
    Optional<Command> command(FlagSet flags) {
        return node() instanceof CommandLeaf leaf ? Optional.of(leaf.factory().apply(flags)) : Optional.empty();
    }

    /** The command's own flags, with {@code --help}; a group has that one alone, a program {@code --version} as well. */
    public FlagSet flags() {
        FlagSet flags = new FlagSet();
        Flag<Boolean> _ = declareHelp(flags);
        Optional<Command> _ = command(flags);
        return flags;
    }

    /** Declares the flags that {@link #find} and the program itself answer; tells the one that asks for help. */
    Flag<Boolean> declareHelp(FlagSet flags) {
        if (node() instanceof CommandGroup group && group.child("--version").isPresent()) {
            Flag<Boolean> _ =
                    flags.bool("version", "version of " + node().word().name());
        }
        return flags.bool("help", "help for " + node().word().name()).shortName('h');
    }

    /** Sets the flags of words that belong together, and tells the arguments among them; empty for a wrong line. */
    public static Optional<List<String>> arguments(FlagSet own, FlagSet globals, List<String> words) {
        try {
            return Optional.of(ArgumentParser.parse(own, globals, words));
        } catch (CommandLineException e) {
            return Optional.empty();
        }
    }

    void checkArguments(int count) throws CommandLineException {
        if (node() instanceof CommandLeaf leaf) {
            leaf.arguments().check(count);
        }
    }

    /** {@code regctl image copy}. */
    public String words() {
        StringBuilder words = new StringBuilder();
        for (CommandNode node : nodes) {
            words.append(words.isEmpty() ? "" : " ").append(node.word().name());
        }
        return words.toString();
    }

    /** True for {@code help} behind a group. */
    public boolean isHelpCommand(FlagSet globals) {
        return node() instanceof CommandGroup group && helpPosition(group, globals) >= 0;
    }

    private int helpPosition(CommandGroup group, FlagSet globals) {
        int position = firstWord(group, globals, remaining);
        return position >= 0 && HELP.word().is(remaining.get(position)) ? position : -1;
    }

    /** The path whose help is asked for with {@code help}. */
    public CommandPath helpTarget(FlagSet globals) {
        List<String> words = new ArrayList<>(remaining);
        if (node() instanceof CommandGroup group) {
            words.remove(helpPosition(group, globals));
        }
        if (words.equals(List.of("--help")) || words.equals(List.of("-h"))) {
            return new CommandPath(List.of(nodes.getFirst(), HELP), List.of());
        }
        CommandPath target = find(nodes, globals, words);
        return target.isHelpCommand(globals) ? target.helpTarget(globals) : target;
    }

    /** The flags of all commands below a group: one that stands without its command is no mistake. */
    public FlagSet flagsBelow() {
        FlagSet flags = new FlagSet();
        if (node() instanceof CommandGroup group) {
            collect(group, flags);
        }
        return flags;
    }

    private static void collect(CommandGroup group, FlagSet flags) {
        for (CommandNode child : group.commands().get()) {
            if (child instanceof CommandGroup inner) {
                collect(inner, flags);
            } else {
                FlagSet own = new FlagSet();
                Command _ = ((CommandLeaf) child).factory().apply(own);
                flags.addMissing(own);
            }
        }
    }

    /** A word that is no command of the group is an error, which names the commands it may have meant. */
    void requireCommand(FlagSet globals) throws CommandLineException {
        Optional<String> word = unknownWord(globals);
        if (word.isPresent() && node() instanceof CommandGroup group) {
            throw new CommandLineException(unknown(group, word.get()));
        }
    }

    /** The word that is no command of the group at the end of the way. */
    Optional<String> unknownWord(FlagSet globals) {
        if (!(node() instanceof CommandGroup group)) {
            return Optional.empty();
        }
        int position = firstWord(group, globals, remaining);
        if (position < 0 && remaining.contains("--")) { // behind it a word is a word
            position = remaining.indexOf("--") + 1;
        }
        return position >= 0 && position < remaining.size() ? Optional.of(remaining.get(position)) : Optional.empty();
    }

    private String unknown(CommandGroup group, String word) {
        StringBuilder message =
                new StringBuilder("unknown command \"" + VisibleText.name(word) + "\" for \"" + words() + "\"");
        List<String> near = group.commands().get().stream()
                .filter(c -> !c.word().hidden())
                .map(c -> c.word().name())
                .filter(name -> !word.isEmpty())
                .filter(name -> NearestWord.isNear(word, name, MAX_MISTAKES) || name.startsWith(word))
                .sorted()
                .toList();
        if (!near.isEmpty()) {
            message.append("\n\nDid you mean this?");
            near.forEach(name -> message.append("\n\t").append(name));
            message.append('\n');
        }
        return message.toString();
    }

    /** Index of the first argument that is neither a flag nor the value of one, or stands for a command; or -1. */
    private static int firstWord(CommandGroup group, FlagSet globals, List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--")) {
                return -1;
            }
            boolean flag = arg.startsWith("-") && !arg.equals("-");
            if (!flag || (isVersion(arg) && group.child(arg).isPresent())) {
                return i;
            }
            if (takesNextWord(group, globals, arg)) {
                i++;
            }
        }
        return -1;
    }

    private static boolean takesNextWord(CommandGroup group, FlagSet globals, String arg) {
        boolean hasValue = arg.startsWith("--") ? arg.contains("=") : arg.length() > 2;
        if (hasValue || arg.equals("--help") || arg.equals("-h")) {
            return false;
        }
        return globals.named(arg)
                .or(() -> declaredBelow(group, arg))
                .map(Flag::takesNextWord)
                .orElse(true);
    }

    /** The flag as the first command of the group that has it declares it. */
    private static Optional<Flag<?>> declaredBelow(CommandGroup group, String arg) {
        for (CommandNode child : group.commands().get()) {
            Optional<Flag<?>> flag;
            if (child instanceof CommandGroup inner) {
                flag = declaredBelow(inner, arg);
            } else {
                FlagSet flags = new FlagSet();
                Command _ = ((CommandLeaf) child).factory().apply(flags);
                flag = flags.named(arg);
            }
            if (flag.isPresent()) {
                return flag;
            }
        }
        return Optional.empty();
    }
}
