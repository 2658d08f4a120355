// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.CommandPath;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.GlobalFlags;
import io.regclient.kit.cli.HelpText;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds what may follow an unfinished command line: a command, a flag, the value of one, or an argument. */
final class CommandLineCompletion {
    /** Platforms that images are made for (contract regctl 1.7). */
    private static final List<String> PLATFORMS = List.of(
            "local",
            "linux",
            "windows",
            "freebsd",
            "linux/amd64",
            "linux/386",
            "linux/arm/v5",
            "linux/arm/v6",
            "linux/arm/v7",
            "linux/arm64",
            "linux/mips64le",
            "linux/ppc64le",
            "linux/riscv64",
            "linux/s390x",
            "windows/amd64",
            "freebsd/amd64");

    private final Program program;
    private final Supplier<LiveNames> names;
    private final Invocation invocation;
    private final GlobalFlags globals;

    CommandLineCompletion(Program program, Supplier<LiveNames> names, Invocation invocation) {
        this.program = program;
        this.names = names;
        this.invocation = invocation;
        this.globals = program.globals();
    }

    /**
     * What may stand in the place of a word.
     *
     * @param words what stands in front of it
     * @param prefix the word as far as it is typed
     */
    Candidates of(List<String> words, String prefix) {
        CommandPath path = CommandPath.find(program.tree(), globals.flags(), words);
        if (path.isHelpCommand(globals.flags())) {
            return commands(path.helpTarget(globals.flags()), prefix);
        }
        if (path.node() instanceof CommandLeaf leaf && leaf.arguments().verbatim()) {
            return Candidates.NONE;
        }
        FlagSet own = path.flags();
        FlagSet known = new FlagSet();
        known.addMissing(own);
        known.addMissing(globals.flags());
        known.addMissing(path.flagsBelow());
        List<String> line = path.remaining();
        if (!line.contains("--")) {
            Optional<Flag<?>> open = line.isEmpty()
                    ? Optional.empty()
                    : known.named(line.getLast()).filter(Flag::takesNextWord);
            if (open.isPresent()) {
                return value(open.get(), line.subList(0, line.size() - 1), known, prefix);
            }
            if (prefix.startsWith("-")) {
                return flagOrValue(own, known, line, prefix);
            }
        }
        return argument(path, known, line, prefix);
    }

    private Candidates flagOrValue(FlagSet own, FlagSet known, List<String> line, String prefix) {
        int equals = prefix.indexOf('=');
        if (equals < 0) {
            return flags(own, known, line, prefix);
        }
        Optional<Flag<?>> flag = known.named(prefix.substring(0, equals));
        return flag.isEmpty() ? Candidates.NONE : value(flag.get(), line, known, prefix.substring(equals + 1));
    }

    /** The flags of the command and of all commands; those that act once are not told again. */
    private Candidates flags(FlagSet own, FlagSet known, List<String> line, String prefix) {
        FlagSet shown = new FlagSet();
        shown.addMissing(own);
        shown.addMissing(globals.flags());
        read(line, known);
        List<String> words = new ArrayList<>();
        for (Flag<?> flag : HelpText.shown(shown)) {
            if (!flag.isGiven() || flag.isRepeatable()) {
                words.add(flag.longName() + "\t" + flag.usage());
                flag.letter().ifPresent(letter -> words.add(letter + "\t" + flag.usage()));
            }
        }
        return Candidates.of(words, prefix);
    }

    private Candidates argument(CommandPath path, FlagSet known, List<String> line, String prefix) {
        Optional<List<String>> arguments = read(line, known);
        if (arguments.isEmpty()) {
            return Candidates.NONE;
        }
        int index = arguments.get().size();
        if (!(path.node() instanceof CommandLeaf leaf)) {
            return index == 0 ? commands(path, prefix) : Candidates.NONE;
        }
        List<String> missing = missing(known);
        if (!missing.isEmpty() && prefix.isEmpty()) {
            return Candidates.of(missing, prefix);
        }
        if (index >= leaf.arguments().most()) {
            return Candidates.NONE;
        }
        Kind kind = leaf.arguments().kind(index);
        if (kind == Kind.COMMAND) {
            return commands(CommandPath.find(program.tree(), globals.flags(), arguments.get()), prefix);
        }
        return of(kind, prefix);
    }

    /** What the command cannot do without. */
    private static List<String> missing(FlagSet known) {
        List<String> missing = new ArrayList<>();
        for (Flag<?> flag : known.flags()) {
            if (flag.isMissing()) {
                missing.add(flag.longName() + "\t" + flag.usage());
            }
        }
        return missing;
    }

    private static Candidates commands(CommandPath path, String prefix) {
        List<String> words = new ArrayList<>();
        if (path.node() instanceof CommandGroup group) {
            for (CommandNode command : HelpText.shown(group)) {
                words.add(command.word().name() + "\t" + command.help().summary());
            }
        }
        return Candidates.of(words, prefix);
    }

    /** The value of a flag; what stands in front of it may say how registries are reached. */
    private Candidates value(Flag<?> flag, List<String> line, FlagSet known, String prefix) {
        if (!flag.words().isEmpty()) {
            return Candidates.of(flag.words(), prefix);
        }
        if (!flag.takesNextWord()) {
            return Candidates.of(List.of("true", "false"), prefix);
        }
        read(line, known);
        return of(flag.kind(), prefix);
    }

    private Candidates of(Kind kind, String prefix) {
        return switch (kind) {
            case TEXT, COMMAND -> Candidates.NONE;
            case PLATFORM -> Candidates.of(PLATFORMS, prefix);
            case FILE -> Candidates.ANY_FILE;
            case DIRECTORY -> Candidates.ANY_DIRECTORY;
            case REGISTRY -> references().registries(prefix);
            case REPOSITORY -> references().repositories(prefix);
            case IMAGE -> references().images(prefix);
        };
    }

    private ReferenceCompletion references() {
        return new ReferenceCompletion(
                names.get(), new Invocation(List.of(), globals, invocation.streams(), invocation.environment()));
    }

    /** Sets the flags that stand on the line; empty for a line that is wrong already. */
    private static Optional<List<String>> read(List<String> line, FlagSet known) {
        return CommandPath.arguments(known, new FlagSet(), line);
    }
}
