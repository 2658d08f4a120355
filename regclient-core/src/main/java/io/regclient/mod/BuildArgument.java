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

/**
 * Takes a build argument out of the history: the row {@code ARG name[=value]} of an empty layer goes, and in
 * {@code RUN |2 name=value other=x command} the argument, with one less counted.
 */
final class BuildArgument {
    private final Pattern declaration;
    private final Pattern use;

    private BuildArgument(Pattern declaration, Pattern use) {
        this.declaration = declaration;
        this.use = use;
    }

    static ImageEdit removal(String name, String valueRegex) throws RegistryException {
        LayerEdits.secretPattern(valueRegex); // so that the message is about what the caller wrote
        String quoted = Pattern.quote(name);
        BuildArgument argument = new BuildArgument(
                LayerEdits.secretPattern("(?s)^ARG " + quoted + "(?:=.*)?$"),
                LayerEdits.secretPattern(
                        "(?s)^RUN \\|([0-9]+) ((?:.*? )?)" + quoted + "=(?:" + valueRegex + ")(?: (.*))?$"));
        return plan -> plan.onConfig(argument::remove);
    }

    private ImageConfig remove(ImageConfig config) {
        List<HistoryEntry> history = new ArrayList<>();
        for (HistoryEntry step : config.history()) {
            if (!step.emptyLayer() || !declaration.matcher(step.createdBy()).matches()) {
                history.add(removed(step.createdBy()).map(step::withCreatedBy).orElse(step));
            }
        }
        return history.equals(config.history()) ? config : config.withHistory(history);
    }

    private Optional<String> removed(String command) {
        Matcher found = use.matcher(command);
        if (!found.matches()) {
            return Optional.empty();
        }
        BigInteger left = new BigInteger(found.group(1)).subtract(BigInteger.ONE);
        String counter = left.signum() > 0 ? "|" + left + " " : "";
        // the value may have groups of its own in between
        Optional<String> rest = Optional.ofNullable(found.group(found.groupCount()));
        return Optional.of("RUN " + counter + found.group(2) + rest.orElse(""));
    }
}
