// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.regclient.error.RegistryException;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * Takes a build argument out of the history: the row {@code ARG name[=value]} of an empty layer goes, and in
 * {@code RUN |2 name=value other=x command} the argument, with one less counted. The rows of builders before BuildKit,
 * {@code /bin/sh -c #(nop)  ARG name} and {@code |1 name=value command}, are such rows too.
 */
final class BuildArgument {
    /** Words that a value may have; each is a question to the regular expression. */
    private static final int MAX_WORDS = 256;

    private static final Pattern ARGUMENTS = Pattern.compile("^((?:RUN )?)\\|([0-9]+) ");

    private final String name;
    private final Pattern declaration;
    private final Pattern value;

    private BuildArgument(String name, Pattern declaration, Pattern value) {
        this.name = name;
        this.declaration = declaration;
        this.value = value;
    }

    static ImageEdit removal(String name, String valueRegex) throws RegistryException {
        LayerEdits.secretPattern(valueRegex); // so that the message is about what the caller wrote
        BuildArgument argument = new BuildArgument(
                name,
                LayerEdits.secretPattern("(?s)^(?:/bin/sh -c #\\(nop\\) +)?ARG " + Pattern.quote(name) + "(?:=.*)?$"),
                LayerEdits.secretPattern("(?s)(?:" + valueRegex + ")"));
        return plan -> {
            AtomicBoolean found = new AtomicBoolean();
            plan.onConfig(config -> argument.remove(config, found));
            plan.onEnd(() -> {
                if (!found.get()) {
                    argument.warn("No history has the build argument");
                }
            });
        };
    }

    private void warn(String message) {
        LoggerFactory.getLogger(BuildArgument.class)
                .atWarn()
                .addKeyValue("arg", name)
                .log(message);
    }

    private ImageConfig remove(ImageConfig config, AtomicBoolean found) {
        List<HistoryEntry> history = new ArrayList<>();
        boolean kept = false;
        for (HistoryEntry step : config.history()) {
            if (!step.emptyLayer() || !declaration.matcher(step.createdBy()).matches()) {
                String command = step.createdBy();
                Optional<String> without = removed(command);
                kept |= without.isEmpty() && uses(command);
                history.add(without.map(step::withCreatedBy).orElse(step));
            }
        }
        if (history.equals(config.history())) {
            return config;
        }
        found.set(true);
        if (kept) {
            warn("The history keeps the build argument with another value");
        }
        return config.withHistory(history);
    }

    private boolean uses(String command) {
        return ARGUMENTS.matcher(command).find() && command.contains(" " + name + "=");
    }

    /** The command without the first such argument: what follows the arguments may look like one. */
    private Optional<String> removed(String command) {
        Matcher arguments = ARGUMENTS.matcher(command);
        if (!arguments.find()) {
            return Optional.empty();
        }
        String key = " " + name + "=";
        int begin = command.indexOf(key, arguments.end() - 1);
        while (begin >= 0) {
            int end = endOfValue(command, begin + key.length());
            if (end >= 0) {
                BigInteger left = new BigInteger(arguments.group(2)).subtract(BigInteger.ONE);
                String counter = left.signum() > 0 ? "|" + left + " " : "";
                String before = command.substring(arguments.end(), begin + 1);
                String after = end < command.length() ? command.substring(end + 1) : "";
                return Optional.of(arguments.group(1) + counter + before + after);
            }
            begin = command.indexOf(key, begin + 1);
        }
        return Optional.empty();
    }

    /** A value may have spaces: where the fewest words are one, -1 when none are. */
    private int endOfValue(String command, int start) {
        int end = start - 1;
        for (int words = 0; words < MAX_WORDS && end < command.length(); words++) {
            int space = command.indexOf(' ', end + 1);
            end = space < 0 ? command.length() : space;
            if (value.matcher(command.substring(start, end)).matches()) {
                return end;
            }
        }
        return -1;
    }
}
