// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the flags of one command with picocli, set up for the grammar of contract regctl 1.2: flags and arguments mixed,
 * {@code --name=value}, {@code -nvalue}, no abbreviations, and booleans that never take the next word.
 */
final class ArgumentParser {
    private final Map<String, Flag<?>> byName = new LinkedHashMap<>();

    ArgumentParser(FlagSet flags, GlobalFlags globals) {
        for (FlagSet set : List.of(flags, globals.flags())) {
            for (Flag<?> flag : set.flags()) {
                byName.put("--" + flag.name(), flag);
                if (flag.shortName() != 0) {
                    byName.put("-" + flag.shortName(), flag);
                }
            }
        }
    }

    /**
     * What is left beside the flags.
     *
     * @param positional positional arguments
     * @param help help is wanted
     */
    record Result(List<String> positional, boolean help) {}

    Result parse(List<String> args) throws CommandLineException {
        CommandSpec spec = CommandSpec.create();
        Map<OptionSpec, Flag<?>> flagOf = new LinkedHashMap<>();
        byName.values().stream().distinct().forEach(flag -> addOptions(spec, flag, flagOf));
        OptionSpec help = OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .arity("0")
                .build();
        spec.addOption(help);
        PositionalParamSpec words = PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
        spec.addPositional(words);
        CommandLine.ParseResult result = parse(spec, normalized(args));
        boolean wantsHelp = result.hasMatchedOption(help);
        for (Map.Entry<OptionSpec, Flag<?>> entry : flagOf.entrySet()) {
            assign(entry.getKey(), entry.getValue());
        }
        List<String> positional = words.getValue();
        return new Result(positional == null ? List.of() : List.copyOf(positional), wantsHelp);
    }

    private static void addOptions(CommandSpec spec, Flag<?> flag, Map<OptionSpec, Flag<?>> flagOf) {
        List<String> names = new ArrayList<>(List.of("--" + flag.name()));
        if (flag.shortName() != 0) {
            names.add("-" + flag.shortName());
        }
        OptionSpec option = OptionSpec.builder(names.toArray(String[]::new))
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .build();
        flagOf.put(option, flag);
        spec.addOption(option);
    }

    private static void assign(OptionSpec option, Flag<?> flag) throws CommandLineException {
        List<String> values = option.getValue();
        for (String value : values == null ? List.<String>of() : values) {
            try {
                flag.accept(value);
            } catch (IllegalArgumentException e) {
                throw new CommandLineException(
                        "invalid argument \"" + value + "\" for " + flag.displayName() + " flag: " + e.getMessage());
            }
        }
    }

    private CommandLine.ParseResult parse(CommandSpec spec, List<String> args) throws CommandLineException {
        CommandLine parser = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(true);
        try {
            return parser.parseArgs(args.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw new CommandLineException(unknownFlag(e.getUnmatched().getFirst()));
        } catch (MissingParameterException e) {
            throw new CommandLineException(missingValue(args.getLast()));
        } catch (ParameterException e) {
            throw new CommandLineException(RegistryException.describe(e));
        }
    }

    private static String missingValue(String word) {
        return "flag needs an argument: " + (word.startsWith("--") ? word : "'" + word.charAt(1) + "' in " + word);
    }

    private static String unknownFlag(String word) {
        return word.startsWith("--")
                ? "unknown flag: " + word.replaceFirst("=.*", "")
                : "unknown shorthand flag: '" + word.charAt(Math.min(1, word.length() - 1)) + "' in " + word;
    }

    /** Gives a bare boolean flag its value {@code true}, so that picocli sees only flags with a value. */
    private List<String> normalized(List<String> args) {
        List<String> result = new ArrayList<>(args.size());
        boolean valueExpected = false;
        boolean flagsEnded = false;
        for (String arg : args) {
            Flag<?> flag = valueExpected || flagsEnded ? null : byName.get(arg);
            flagsEnded |= !valueExpected && arg.equals("--");
            result.add(flag != null && flag.isBoolean() ? arg + "=true" : arg);
            valueExpected = flag != null && !flag.isBoolean();
        }
        return result;
    }
}
