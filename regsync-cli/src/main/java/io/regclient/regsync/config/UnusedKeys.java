// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.UnknownKeys;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds keys that change nothing: misspelt ones, ones in the wrong place, and those that are accepted without effect
 * (contract regsync 16 and 17). Keys that start with {@code x-} are for the user.
 */
final class UnusedKeys {
    private static final Set<String> TOP = Set.of("version", "creds", "defaults", "sync");
    private static final Set<String> SHARED = Set.of(
            "digestTags",
            "referrers",
            "referrerFilters",
            "referrerSource",
            "referrerTarget",
            "referrerSlow",
            "fastCheck",
            "fastCopy",
            "forceRecursive",
            "includeExternal",
            "backup",
            "interval",
            "schedule",
            "ratelimit",
            "mediaTypes",
            "hooks");
    private static final Set<String> DEFAULTS_ONLY =
            Set.of("parallel", "blobLimit", "cacheCount", "cacheTime", "skipDockerConfig", "userAgent");
    private static final Set<String> ENTRY_ONLY =
            Set.of("source", "target", "type", "tags", "tagSets", "repos", "platform", "platforms");
    private static final Set<String> WITHOUT_EFFECT = Set.of("hooks", "referrerSlow");

    private final UnknownKeys unknown = new UnknownKeys();
    private final Map<String, String> withoutEffect = new LinkedHashMap<>();

    private UnusedKeys() {}

    static List<ConfigWarning> find(YamlMapping root) throws RegistryException {
        UnusedKeys unused = new UnusedKeys();
        unused.look(root, TOP, Set.of());
        if (root.has("defaults")) {
            unused.look(root.mapping("defaults").orElseThrow(), SHARED, DEFAULTS_ONLY);
        }
        for (YamlMapping entry : root.mappings("sync")) {
            unused.look(entry, SHARED, ENTRY_ONLY);
        }
        List<ConfigWarning> warnings = new ArrayList<>(unused.unknown.warnings());
        unused.withoutEffect.forEach((key, where) -> warnings.add(withoutEffect(key, where)));
        return warnings;
    }

    private void look(YamlMapping mapping, Set<String> known, Set<String> alsoKnown) {
        for (String key : mapping.keys()) {
            if (WITHOUT_EFFECT.contains(key) && known.contains(key) && mapping.has(key)) {
                withoutEffect.putIfAbsent(key, mapping.where());
            }
            if (!known.contains(key) && !alsoKnown.contains(key) && UnknownKeys.isChecked(key)) {
                List<String> all = new ArrayList<>(new TreeSet<>(known));
                all.addAll(new TreeSet<>(alsoKnown));
                unknown.add(message(key), mapping, key, isElsewhere(key) ? List.of() : all);
            }
        }
    }

    private static boolean isElsewhere(String key) {
        return ENTRY_ONLY.contains(key) || DEFAULTS_ONLY.contains(key) || SHARED.contains(key);
    }

    private static String message(String key) {
        if (ENTRY_ONLY.contains(key)) {
            return "Ignoring a key that belongs into an entry of sync";
        }
        if (DEFAULTS_ONLY.contains(key)) {
            return "Ignoring a key that belongs into defaults";
        }
        return SHARED.contains(key)
                ? "Ignoring a key that belongs into defaults or an entry of sync"
                : "Ignoring an unknown key";
    }

    private static ConfigWarning withoutEffect(String key, String where) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("key", key);
        details.put("config", where);
        return new ConfigWarning("Setting is accepted and has no effect", details);
    }
}
