// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds keys that change nothing, most of them misspelt ones. Keys that start with {@code x-} are for the user. */
final class UnusedKeys {
    private static final Set<String> TOP = Set.of("version", "creds", "defaults", "scripts");
    private static final Set<String> DEFAULTS =
            Set.of("interval", "schedule", "parallel", "timeout", "blobLimit", "skipDockerConfig", "userAgent");
    private static final Set<String> SCRIPT = Set.of("name", "script", "interval", "schedule", "timeout");

    private final List<ConfigWarning> warnings = new ArrayList<>();

    private UnusedKeys() {}

    static List<ConfigWarning> find(YamlMapping root) throws RegistryException {
        UnusedKeys unused = new UnusedKeys();
        unused.look(root, TOP);
        if (root.has("defaults")) {
            unused.look(root.mapping("defaults").orElseThrow(), DEFAULTS);
        }
        for (YamlMapping script : root.mappings("scripts")) {
            unused.look(script, SCRIPT);
        }
        return unused.warnings;
    }

    private void look(YamlMapping mapping, Set<String> known) {
        for (String key : mapping.keys()) {
            if (!known.contains(key) && !key.startsWith("x-") && !key.equals("<<")) {
                warnings.add(new ConfigWarning("Ignoring an unknown key", details(key, mapping)));
            }
        }
    }

    private static Map<String, String> details(String key, YamlMapping mapping) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("key", key);
        details.put("config", mapping.where());
        return details;
    }
}
