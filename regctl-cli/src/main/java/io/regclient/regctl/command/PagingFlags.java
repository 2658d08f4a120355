// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.scheme.ListOptions;
import java.util.Optional;
import java.util.OptionalInt;

/** The options {@code --last} and {@code --limit} of commands that list names page by page (contract regctl 9.10, 9.11). */
public final class PagingFlags {
    private final Flag<String> last;
    private final Flag<Long> limit;

    /**
     * Declares the options.
     *
     * @param what what is listed: {@code tag} or {@code repo}
     */
    public PagingFlags(FlagSet flags, String what) {
        last = flags.text("last", "Specify the last " + what + " from a previous request for pagination");
        limit = flags.number("limit", "Specify the number of " + what + "s to retrieve");
    }

    /** What the registry is asked for. */
    public ListOptions options() {
        return new ListOptions(
                limit.value() > 0
                        ? OptionalInt.of((int) Math.min(limit.value(), Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                last.value().isEmpty() ? Optional.empty() : Optional.of(last.value()));
    }
}
