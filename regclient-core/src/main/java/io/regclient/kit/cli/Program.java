// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A program: finds the command of a command line, reads its flags and runs it. The order of checks is that of contract
 * regctl 1.4: flag syntax, help, number of arguments, verbosity, command.
 */
public final class Program {
    private final String name;
    private final String defaultVerbosity;
    private final boolean hostFlags;
    private final Set<String> booleanFlags;
    private final Supplier<CommandNode> tree;

    private Program(
            String name,
            String defaultVerbosity,
            boolean hostFlags,
            Set<String> booleanFlags,
            Supplier<CommandNode> tree) {
        this.name = name;
        this.defaultVerbosity = defaultVerbosity;
        this.hostFlags = hostFlags;
        this.booleanFlags = booleanFlags;
        this.tree = tree;
    }

    /** A program of single commands with {@code --host} and {@code --user-agent}, silent below warnings: regctl. */
    public static Program interactive(String name, Supplier<CommandNode> tree) {
        return new Program(name, "WARN", true, Set.of(), tree);
    }

    /**
     * A program that runs a configuration file and logs what it does: regsync and regbot.
     *
     * @param booleanFlags names of flags without value that may stand before the command
     */
    public static Program configured(String name, Set<String> booleanFlags, Supplier<CommandNode> tree) {
        return new Program(name, "INFO", false, Set.copyOf(booleanFlags), tree);
    }

    /**
     * Runs a command line.
     *
     * @return the exit code: 0 for success, 1 for any error (contract regctl 2.3)
     */
    public int run(List<String> args, Streams streams, Environment environment) {
        try {
            int code = dispatch(args, streams, environment);
            streams.out().flush();
            return code;
        } catch (CommandLineException e) {
            streams.out().flush();
            streams.err().println(e.getMessage());
            return 1;
        }
    }

    private int dispatch(List<String> args, Streams streams, Environment environment) throws CommandLineException {
        CommandPath path = CommandPath.find(tree.get(), booleanFlags, args);
        GlobalFlags globals = new GlobalFlags(defaultVerbosity, hostFlags);
        if (path.node().isGroup()) {
            path.requireKnownCommand(name);
            if (!path.isHelpCommand()) {
                new ArgumentParser(new FlagSet(), globals).parse(path.remaining());
            }
            return printHelp(path.helpTarget(), globals, streams);
        }
        FlagSet flags = new FlagSet();
        Command command = declare(path.node().factory().orElseThrow(), flags);
        ArgumentParser.Result parsed = new ArgumentParser(flags, globals).parse(path.remaining());
        if (parsed.help()) {
            return printHelp(path, globals, streams);
        }
        checkArguments(path.node(), parsed.positional());
        checkRequired(flags);
        Logging.start(streams.err(), Verbosity.parse(globals.verbosity()), globals.jsonLog());
        return execute(command, new Invocation(parsed.positional(), globals, streams, environment));
    }

    private static int printHelp(CommandPath path, GlobalFlags globals, Streams streams) {
        FlagSet flags = new FlagSet();
        path.node().factory().ifPresent(factory -> declare(factory, flags));
        streams.out().print(HelpText.of(path, flags, globals));
        return 0;
    }

    private static Command declare(Function<FlagSet, Command> factory, FlagSet flags) {
        return factory.apply(flags);
    }

    private int execute(Command command, Invocation invocation) {
        try (Interrupts interrupts = Interrupts.install()) {
            int code = runAndReport(command, invocation);
            invocation.out().flush();
            interrupts.ended(code);
            return code;
        }
    }

    private int runAndReport(Command command, Invocation invocation) {
        ErrorReport report = new ErrorReport(invocation.err(), !hostFlags);
        try {
            return command.run(invocation);
        } catch (IOException e) {
            invocation.out().flush();
            report.print(e);
        } catch (RuntimeException e) {
            // a defect of the program: still one line for the user, the stack trace only on request
            invocation.out().flush();
            String message = "internal error: " + e.getClass().getSimpleName() + ": " + RegistryException.describe(e);
            report.print(RegistryException.of(ErrorKind.UNAVAILABLE, message, e));
        }
        return 1;
    }

    private static void checkArguments(CommandNode node, List<String> positional) throws CommandLineException {
        int count = positional.size();
        if (count >= node.minArguments() && count <= node.maxArguments()) {
            return;
        }
        boolean exact = node.minArguments() == node.maxArguments() && node.minArguments() > 0;
        String wanted = exact
                ? "accepts " + node.minArguments() + " arg(s)"
                : "accepts between " + node.minArguments() + " and " + node.maxArguments() + " arg(s)";
        throw new CommandLineException(wanted + ", received " + count);
    }

    private static void checkRequired(FlagSet flags) throws CommandLineException {
        List<String> missing = new ArrayList<>();
        for (Flag<?> flag : flags.flags()) {
            if (flag.isRequired() && !flag.isGiven()) {
                missing.add("\"" + flag.name() + "\"");
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandLineException("required flag(s) " + String.join(", ", missing) + " not set");
        }
    }
}
