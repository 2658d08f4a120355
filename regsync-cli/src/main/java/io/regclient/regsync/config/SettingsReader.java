// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.regsync.config.SyncEntry.RateLimitSettings;
import io.regclient.scheme.ReferrerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the keys that {@code defaults} and entries have in common (contract regsync 4). */
final class SettingsReader {
    private SettingsReader() {}

    /** The settings as the mapping says them; nothing is filled in. */
    static Inherited read(YamlMapping from) throws RegistryException {
        return new Inherited(
                from.optionalBool("digestTags"),
                from.optionalBool("referrers"),
                referrerFilters(from),
                from.string("referrerSource"),
                from.string("referrerTarget"),
                from.optionalBool("referrerSlow"),
                fastCheck(from),
                from.optionalBool("forceRecursive"),
                from.optionalBool("includeExternal"),
                from.string("backup"),
                duration(from, "interval"),
                from.string("schedule"),
                rateLimit(from),
                from.strings("mediaTypes"),
                hooks(from));
    }

    /** An absent duration is zero. */
    static Duration duration(YamlMapping from, String key) throws RegistryException {
        return from.duration(key).orElse(Duration.ZERO);
    }

    /** A number of the size Java counts with; beyond it the nearest one. */
    static int integer(YamlMapping from, String key) throws RegistryException {
        return Math.clamp(from.integer(key, 0), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** The Go tools document one name and read the other (contract regsync 17). */
    private static Optional<Boolean> fastCheck(YamlMapping from) throws RegistryException {
        Optional<Boolean> read = from.optionalBool("fastCheck");
        return read.isPresent() ? read : from.optionalBool("fastCopy");
    }

    private static Optional<List<ReferrerQuery>> referrerFilters(YamlMapping from) throws RegistryException {
        if (!from.has("referrerFilters")) {
            return Optional.empty();
        }
        List<ReferrerQuery> filters = new ArrayList<>();
        for (YamlMapping filter : from.mappings("referrerFilters")) {
            filters.add(new ReferrerQuery(
                    filter.optionalString("artifactType").filter(type -> !type.isEmpty()),
                    filter.stringMap("annotations"),
                    Optional.empty(),
                    false,
                    false));
        }
        return Optional.of(filters);
    }

    private static RateLimitSettings rateLimit(YamlMapping from) throws RegistryException {
        Optional<YamlMapping> limit = from.mapping("ratelimit");
        return limit.isEmpty()
                ? new RateLimitSettings(0, Duration.ZERO)
                : new RateLimitSettings(integer(limit.get(), "min"), duration(limit.get(), "retry"));
    }

    private static Hooks hooks(YamlMapping from) throws RegistryException {
        Optional<YamlMapping> hooks = from.mapping("hooks");
        return hooks.isEmpty()
                ? Hooks.NONE
                : new Hooks(hook(hooks.get(), "pre"), hook(hooks.get(), "post"), hook(hooks.get(), "unchanged"));
    }

    private static Optional<Hooks.Hook> hook(YamlMapping hooks, String key) throws RegistryException {
        Optional<YamlMapping> hook = hooks.mapping(key);
        return hook.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Hooks.Hook(hook.get().string("type"), hook.get().strings("params")));
    }
}
