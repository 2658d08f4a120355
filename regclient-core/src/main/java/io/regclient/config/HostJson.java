// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON form of host settings: regctl's configuration file, keys in any letter case (regctl 3.7). */
final class HostJson implements SettingSource {
    private final JsonObject json;

    private HostJson(JsonObject json) {
        this.json = json.ignoringCase();
    }

    static HostConfig read(String name, JsonObject json) throws RegistryException {
        HostConfigBuilder host = HostConfig.builder(name);
        HostJson source = new HostJson(json);
        for (HostSetting<?> setting : HostSetting.all()) {
            setting.read(source, host);
        }
        HostConfig read = host.build();
        // the default stands in every entry that regctl has made, whatever the entry was made for
        boolean chosen = read.reqConcurrent() != HostConfig.DEFAULT_CONCURRENT;
        return chosen || HostName.parse(name).isDockerHub()
                ? read
                : read.toBuilder().adaptive(true).build();
    }

    static Map<String, Object> tree(HostConfig host) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (HostSetting<?> setting : HostSetting.all()) {
            put(tree, host, setting);
        }
        return tree;
    }

    private static <T> void put(Map<String, Object> tree, HostConfig host, HostSetting<T> setting) {
        T value = host.get(setting);
        if (!setting.type().zero().equals(value)) {
            tree.put(setting.key(), setting.type().tree(value));
        }
    }

    @Override
    public String string(String key) throws RegistryException {
        return json.string(key);
    }

    @Override
    public boolean bool(String key) throws RegistryException {
        return json.bool(key);
    }

    @Override
    public long integer(String key) throws RegistryException {
        return json.integer(key, 0);
    }

    @Override
    public double decimal(String key) throws RegistryException {
        return json.decimal(key, 0);
    }

    @Override
    public Optional<Duration> durationOrNanoseconds(String key) throws RegistryException {
        if (json.tree().get(key) instanceof Long nanos) {
            return Optional.of(Duration.ofNanos(nanos));
        }
        String text = json.string(key);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(GoDuration.parse(text));
        } catch (IllegalArgumentException e) {
            throw invalid(key, GoDuration.advice(e));
        }
    }

    @Override
    public List<String> strings(String key) throws RegistryException {
        return json.strings(key);
    }

    @Override
    public Map<String, String> stringMap(String key) throws RegistryException {
        return json.stringMap(key);
    }

    @Override
    public RegistryException invalid(String key, String why) {
        return json.invalid(key, why);
    }

    /** The JSON is fine: the message names the object and what its text should be. */
    @Override
    public RegistryException unknownWord(String key, RegistryException why) {
        return why.withContext(json.where());
    }
}
