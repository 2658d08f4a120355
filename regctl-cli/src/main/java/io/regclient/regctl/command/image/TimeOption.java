// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.TimeChange;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Values of the options that change times (contract regctl 11.7). */
final class TimeOption {
    private static final String FORMAT = "2006-01-02T15:04:05Z07:00";

    private static final String EXAMPLE = "2024-01-31T00:00:00Z";

    private TimeOption() {}

    static TimeChange parse(String text) throws RegistryException {
        return parse(parameters(text));
    }

    /** The parameters of a value that holds a change of times, maybe among others. */
    static ParameterList parameters(String text) throws RegistryException {
        return ParameterList.parse(text, "set=TIME");
    }

    /** Reads what is left of the parameters. */
    static TimeChange parse(ParameterList parameters) throws RegistryException {
        Optional<OffsetDateTime> set = time(parameters, "set");
        Optional<String> label = parameters.take("from-label");
        Optional<OffsetDateTime> after = time(parameters, "after");
        Optional<String> base = parameters.take("base-ref");
        Optional<String> layers = parameters.take("base-layers");
        parameters.requireNothingLeft("time option");
        if (set.isEmpty() && label.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "requires a time to set, give set=TIME or from-label=NAME, such as set=" + EXAMPLE);
        }
        return new TimeChange(
                set,
                label,
                after,
                base.isPresent() ? Optional.of(Ref.parse(base.get())) : Optional.empty(),
                layers.isPresent() ? layers(layers.get()) : 0);
    }

    /** No time is later than this one afterwards. */
    static TimeChange max(String text) throws RegistryException {
        return TimeChange.max(time("max", text));
    }

    private static Optional<OffsetDateTime> time(ParameterList parameters, String name) throws RegistryException {
        Optional<String> text = parameters.take(name);
        return text.isPresent() ? Optional.of(time(name, text.get())) : Optional.empty();
    }

    private static OffsetDateTime time(String name, String text) throws RegistryException {
        try {
            return Rfc3339.parse(text);
        } catch (RegistryException e) {
            throw e.withContext(name + " time must be formatted " + FORMAT + ", such as " + EXAMPLE);
        }
    }

    private static int layers(String text) throws RegistryException {
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw RegistryException.of(ErrorKind.INVALID_INPUT, "base-layers must be a number of layers: " + text);
    }
}
