// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.yaml.NearestWord;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Lets picocli read the flags of one command with the grammar of contract regctl 1.2 (flags and arguments mixed,
 * {@code --name=value}, {@code -nvalue}, no abbreviations), and words its complaints as scripts know them.
 */
final class ArgumentParser {
    private ArgumentParser() {}

    /**
     * Sets the flags in the order of the command line.
     *
     * @return the positional arguments
     */
    static List<String> parse(FlagSet own, FlagSet global, List<String> args) throws CommandLineException {
        CommandSpec spec = CommandSpec.create();
        for (Flag<?> flag : own.flags()) {
            spec.addOption(flag.option());
        }
        for (Flag<?> flag : global.flags()) {
            spec.addOption(flag.option());
        }
        PositionalParamSpec words = PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
        spec.addPositional(words);
        parse(spec, args);
        List<String> positional = words.getValue();
        return positional == null ? List.of() : List.copyOf(positional);
    }

    private static void parse(CommandSpec spec, List<String> args) throws CommandLineException {
        CommandLine parser = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(true);
        try {
            parser.parseArgs(args.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw new CommandLineException(unknownFlag(spec, e.getUnmatched().getFirst()));
        } catch (MissingParameterException e) {
            throw new CommandLineException(missingValue(args.getLast()));
        } catch (ParameterException e) {
            throw new CommandLineException(wrongValue(e));
        }
    }

    private static String missingValue(String word) {
        return "flag needs an argument: " + (word.startsWith("--") ? word : "'" + word.charAt(1) + "' in " + word);
    }

    private static String unknownFlag(CommandSpec spec, String word) {
        if (word.startsWith("--")) {
            String name = word.replaceFirst("=.*", "");
            return "unknown flag: " + VisibleText.name(name)
                    + nearest(spec, name).map(near -> " (try: " + near + ")").orElse("");
        }
        return "unknown shorthand flag: '"
                + VisibleText.name(
                        word.substring(Math.min(1, word.length() - 1)).substring(0, 1)) + "' in "
                + VisibleText.name(word);
    }

    private static Optional<String> nearest(CommandSpec spec, String name) {
        List<String> known = spec.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
        return NearestWord.of(name, known);
    }

    private static String wrongValue(ParameterException failure) {
        if (failure.getArgSpec() instanceof OptionSpec option && failure.getCause() != null) {
            return Flag.refused(option, failure.getValue(), RegistryException.describe(failure.getCause()));
        }
        return RegistryException.describe(failure);
    }
}
