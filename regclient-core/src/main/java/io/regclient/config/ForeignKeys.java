// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What regctl's configuration file holds beyond the settings of this version: of another program, or of a later version
 * that uses the same file. It is not ours to remove, so a change of the file keeps it, also where nothing else is left of a
 * host. (The Go tool drops it, contract regctl 3.2.)
 */
final class ForeignKeys {
    private final Map<String, @Nullable Object> tree;

    private ForeignKeys(Map<String, @Nullable Object> tree) {
        this.tree = tree;
    }

    /** The keys of a file, in their places. */
    static ForeignKeys of(String text, String what) throws RegistryException {
        if (text.isBlank()) {
            return new ForeignKeys(Map.of());
        }
        JsonObject file = Json.parseObject(text, what);
        Map<String, @Nullable Object> tree = others(file, RegctlConfig.KEYS);
        Map<String, @Nullable Object> hosts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonObject> host :
                file.ignoringCase().objectMap(RegctlConfig.HOSTS).entrySet()) {
            put(hosts, RegctlConfig.hostName(host.getKey()), host.getValue());
        }
        if (!hosts.isEmpty()) {
            tree.put(RegctlConfig.HOSTS, hosts);
        }
        file.ignoringCase()
                .object(RegctlConfig.HOST_DEFAULT)
                .ifPresent(template -> put(tree, RegctlConfig.HOST_DEFAULT, template));
        return new ForeignKeys(tree);
    }

    private static void put(Map<String, @Nullable Object> target, String name, JsonObject host) {
        Map<String, @Nullable Object> others =
                others(host, HostSetting.all().stream().map(HostSetting::key).toList());
        if (!others.isEmpty()) {
            target.put(name, others);
        }
    }

    private static Map<String, @Nullable Object> others(JsonObject object, Collection<String> known) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(known);
        Map<String, @Nullable Object> others = new LinkedHashMap<>(object.tree());
        others.keySet().removeIf(names::contains);
        return others;
    }

    /** Puts them behind the settings. */
    Map<String, @Nullable Object> behind(Map<String, Object> settings) {
        return merged(settings, tree);
    }

    private static Map<String, @Nullable Object> merged(
            Map<?, ? extends @Nullable Object> first, Map<?, ? extends @Nullable Object> second) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        first.forEach((key, value) -> all.put(String.valueOf(key), value));
        second.forEach((key, value) -> {
            all.put(
                    String.valueOf(key),
                    first.get(key) instanceof Map<?, ?> mine && value instanceof Map<?, ?> other
                            ? merged(mine, other)
                            : value);
        });
        return all;
    }
}
