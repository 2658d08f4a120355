// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.UnknownKeys;
import io.regclient.kit.yaml.YamlMapping;
import java.util.List;
import java.util.Set;

/** Finds keys that change nothing, most of them misspelt ones. Keys that start with {@code x-} are for the user. */
final class UnusedKeys {
    private static final Set<String> TOP = Set.of("version", "creds", "defaults", "scripts");
    private static final Set<String> DEFAULTS =
            Set.of("interval", "schedule", "parallel", "timeout", "blobLimit", "skipDockerConfig", "userAgent");
    private static final Set<String> SCRIPT = Set.of("name", "script", "interval", "schedule", "timeout");

    private UnusedKeys() {}

    static List<ConfigWarning> find(YamlMapping root) throws RegistryException {
        UnknownKeys unknown = new UnknownKeys();
        look(unknown, root, TOP);
        if (root.has("defaults")) {
            look(unknown, root.mapping("defaults").orElseThrow(), DEFAULTS);
        }
        for (YamlMapping script : root.mappings("scripts")) {
            look(unknown, script, SCRIPT);
        }
        return unknown.warnings();
    }

    private static void look(UnknownKeys unknown, YamlMapping mapping, Set<String> known) {
        for (String key : mapping.keys()) {
            if (!known.contains(key) && UnknownKeys.isChecked(key)) {
                unknown.add("Ignoring an unknown key", mapping, key, known);
            }
        }
    }
}
