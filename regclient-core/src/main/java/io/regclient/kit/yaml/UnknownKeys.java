// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.config.ConfigWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects keys that change nothing, most of them misspelt ones. Keys that start with {@code x-} are for the user. */
public final class UnknownKeys {
    private final List<ConfigWarning> warnings = new ArrayList<>();

    /** An anchor may be merged into every entry of a file; one warning says it. */
    private final Set<YamlPosition> seen = new HashSet<>();

    /** True for a key that is nobody's but may be misspelt. */
    public static boolean isChecked(String key) {
        return !key.startsWith("x-") && !key.equals("<<");
    }

    /** Adds a warning about a key, with its place and, when one is near, the known key that was probably meant. */
    public void add(String message, YamlMapping mapping, String key, Collection<String> known) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("key", key);
        details.put("config", mapping.where());
        YamlPosition position = mapping.position(key).orElse(new YamlPosition(0, 0));
        details.put("line", String.valueOf(position.line()));
        details.put("column", String.valueOf(position.column()));
        NearestWord.of(key, known).ifPresent(near -> details.put("hint", "did you mean " + near + "?"));
        if (seen.add(position)) {
            warnings.add(new ConfigWarning(message, details));
        }
    }

    public List<ConfigWarning> warnings() {
        return List.copyOf(warnings);
    }
}
