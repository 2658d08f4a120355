// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.Environment;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program: finds the command of a command line, reads its flags and runs it. The order of checks is that of contract
 * regctl 1.4: flag syntax, help, number of arguments, verbosity, command.
 */
public final class Program {
    /**
     * What a shell tells of a program that SIGPIPE has ended, as it ends the Go tools: 128 and the signal's number. With
     * {@code pipefail} a script notices that a reader left early, as with any other tool.
     */
    private static final int READER_GONE = 141;

    private final CommandGroup tree;
    private final String defaultVerbosity;
    private final boolean interactive;

    private Program(CommandGroup tree, String defaultVerbosity, boolean interactive) {
        this.tree = tree.with(CommandPath.HELP);
        this.defaultVerbosity = defaultVerbosity;
        this.interactive = interactive;
    }

    /** A program of single commands with {@code --host} and {@code --user-agent}, silent below warnings: regctl. */
    public static Program interactive(CommandGroup tree) {
        return new Program(tree, "WARN", true);
    }

    /** A program that runs a configuration file and logs what it does: regsync and regbot. */
    public static Program configured(CommandGroup tree) {
        return new Program(tree, "INFO", false);
    }

    /** Options of every command, none of which is given. */
    public GlobalFlags globals() {
        return new GlobalFlags(defaultVerbosity, interactive);
    }

    /** The group of all commands, named like the program. */
    public CommandGroup tree() {
        return tree;
    }

    /** Runs a command line on the streams of this process and tells the exit code. */
    public int run(String... args) {
        Streams streams = Streams.ofProcess();
        new LostThread(streams.err()).install();
        return run(List.of(args), streams, Environment.ofProcess());
    }

    /**
     * Runs a command line.
     *
     * @return the exit code: 0 for success, 1 for any error (contract regctl 2.3), 141 when nobody reads the results
     */
    public int run(List<String> args, Streams streams, Environment environment) {
        try {
            int code = dispatch(args, streams, environment);
            streams.out().flush();
            return streams.out() instanceof ResultStream results ? checked(results, code, streams) : code;
        } catch (CommandLineException e) {
            streams.out().flush();
            streams.err().println(e.getMessage());
            return 1;
        }
    }

    /**
     * Results that did not arrive, on a full disk for example, are no success. A reader that has had enough is told
     * nothing.
     */
    private static int checked(ResultStream results, int code, Streams streams) {
        if (results.isReaderGone()) {
            return READER_GONE;
        }
        if (results.failure().isEmpty()) {
            return code;
        }
        streams.err()
                .println("failed to write to stdout: "
                        + RegistryException.describe(results.failure().get()));
        return 1;
    }

    private int dispatch(List<String> args, Streams streams, Environment environment) throws CommandLineException {
        requireText(args);
        GlobalFlags globals = globals();
        CommandPath path = CommandPath.find(tree, globals.flags(), args);
        boolean helpCommand = path.isHelpCommand(globals.flags());
        if (helpCommand) {
            path = path.helpTarget(globals.flags());
            if (path.nodes().size() == 1 && path.unknownWord(globals.flags()).isPresent()) {
                return unknownTopic(path, globals, streams);
            }
        }
        path.requireCommand(globals.flags());
        FlagSet flags = new FlagSet();
        Flag<Boolean> help = path.declareHelp(flags);
        Optional<Command> command = path.command(flags);
        List<String> positional = helpCommand ? List.of() : words(path, command.isPresent(), flags, globals.flags());
        if (command.isEmpty() || helpCommand || help.value()) {
            streams.out().print(HelpText.of(path, flags, globals.flags()));
            return 0;
        }
        checkArguments(path, positional.size(), flags);
        checkRequired(flags);
        globals.startLogging(streams.err());
        return execute(command.get(), new Invocation(positional, globals, streams, environment));
    }

    /**
     * Java replaces bytes that are no text by U+FFFD, so that a name or a secret would silently become another one. The
     * word is not shown: it may be a secret.
     */
    private static void requireText(List<String> args) throws CommandLineException {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).indexOf('\ufffd') >= 0) {
                throw new CommandLineException(
                        "argument " + (i + 1)
                                + " of the command line is no text in UTF-8: it holds other bytes, or U+FFFD, which stands for them");
            }
        }
    }

    /** Contract regctl 1.5: no failure, but nothing on stdout either. */
    private static int unknownTopic(CommandPath path, GlobalFlags globals, Streams streams) {
        String words = "`" + String.join("` `", path.remaining()) + "`";
        streams.err().println("Unknown help topic [" + VisibleText.name(words) + "]");
        streams.err().print(HelpText.usage(path, path.flags(), globals.flags()));
        return 0;
    }

    private static List<String> words(CommandPath path, boolean command, FlagSet own, FlagSet globals)
            throws CommandLineException {
        if (path.node() instanceof CommandLeaf leaf && leaf.arguments().verbatim()) {
            return path.remaining();
        }
        if (command) {
            return ArgumentParser.parse(own, globals, path.remaining());
        }
        FlagSet known = new FlagSet();
        known.addMissing(own);
        known.addMissing(globals);
        known.addMissing(path.flagsBelow());
        return ArgumentParser.parse(known, new FlagSet(), path.remaining());
    }

    private int execute(Command command, Invocation invocation) {
        try (Interrupts interrupts = Interrupts.install()) {
            Duration limit = invocation.globals().timeLimit();
            int code = runAndReport(limit.isPositive() ? TimeLimit.within(limit, command) : command, invocation);
            invocation.out().flush();
            interrupts.ended(code);
            return code;
        }
    }

    private int runAndReport(Command command, Invocation invocation) {
        ErrorReport report = new ErrorReport(invocation.err(), !interactive);
        try {
            return command.run(invocation);
        } catch (Command.CodedFailure e) {
            print(report, e.failure(), invocation);
            return e.code();
        } catch (IOException e) {
            print(report, e, invocation);
        } catch (RuntimeException | Error e) {
            // a defect of the program, or no memory: still one line for the user, the stack trace only on request
            invocation.out().flush();
            report.print(RegistryException.internal(e));
        }
        return 1;
    }

    private static void print(ErrorReport report, IOException failure, Invocation invocation) {
        invocation.out().flush();
        if (!isLost(invocation.out())) {
            report.print(failure);
        }
    }

    /** The results did not arrive, which is why the command failed, and is told in the end. */
    private static boolean isLost(PrintStream out) {
        return out instanceof ResultStream results
                && (results.isReaderGone() || results.failure().isPresent());
    }

    /** Who types a file where an option is wanted is told which one. */
    private static void checkArguments(CommandPath path, int count, FlagSet flags) throws CommandLineException {
        try {
            path.checkArguments(count);
        } catch (CommandLineException e) {
            for (Flag<?> flag : flags.flags()) {
                if (flag.isMissing() && flag.kind() == Arguments.Kind.FILE) {
                    String name = flag.letter().orElse(flag.longName());
                    throw new CommandLineException(e.getMessage() + ", give the file with " + name);
                }
            }
            throw e;
        }
    }

    private static void checkRequired(FlagSet flags) throws CommandLineException {
        List<String> missing = new ArrayList<>();
        for (Flag<?> flag : flags.flags()) {
            if (flag.isMissing()) {
                missing.add("\"" + flag.longName().substring(2) + "\"");
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandLineException("required flag(s) " + String.join(", ", missing) + " not set");
        }
    }
}
