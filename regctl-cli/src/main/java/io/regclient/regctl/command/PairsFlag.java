// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A repeatable option {@code key=value}; without {@code =} the value is empty, and the last value of a key counts. */
public final class PairsFlag {
    private final Flag<List<String>> pairs;

    public PairsFlag(FlagSet flags, String name, String usage) {
        pairs = flags.list(name, usage, text -> text);
    }

    /** The values by key, in the order of the command line. */
    public Map<String, String> value() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs.value()) {
            int equals = pair.indexOf('=');
            values.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return values;
    }
}
