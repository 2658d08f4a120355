// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.ref.VersionOrder;
import java.util.Comparator;
import java.util.Optional;

/** The option {@code --sort} of lists of names, which the Go tools do not have. */
public final class SortFlag {
    private final Flag<Optional<Comparator<String>>> order;

    public SortFlag(FlagSet flags) {
        order = flags.parsed("sort", "Order of the list: name, or version (1.9 before 1.10)", SortFlag::parse)
                .suggests("name", "version");
    }

    private static Comparator<String> parse(String word) throws RegistryException {
        return switch (word) {
            case "name" -> Comparator.naturalOrder();
            case "version" -> new VersionOrder();
            default -> throw RegistryException.of(ErrorKind.INVALID_INPUT, "the order is name or version");
        };
    }

    /** The order that was asked for; without one a template sees that of the registry. */
    public Optional<Comparator<String>> value() {
        return order.value();
    }
}
