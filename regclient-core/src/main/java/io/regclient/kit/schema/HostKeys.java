// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostSetting;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;

/** An entry of {@code creds}: the name of a registry beside the settings of {@link HostSetting} (contract regsync 3.1). */
public final class HostKeys {
    /** The key of the name: the JSON file of regctl has it outside of the settings. */
    public static final String NAME = "registry";

    private HostKeys() {}

    static List<SchemaKey> declared() {
        List<SchemaKey> keys = new ArrayList<>();
        keys.add(new HostKey(NAME, "name used in references; `docker.io` is Docker Hub. Template", ""));
        for (HostSetting<?> setting : HostSetting.all()) {
            String template = setting.isTemplate() ? ". Template" : "";
            keys.add(new HostKey(setting.key(), setting.meaning() + template, setting.byDefault()));
        }
        return keys;
    }

    private record HostKey(String name, String meaning, String byDefault) implements SchemaKey {}

    /** Reads an entry. One without a name is kept, so that the host table can warn about it. */
    static HostConfig read(YamlMapping entry, Expansion expansion) throws RegistryException {
        HostConfigBuilder host = HostConfig.builder(expanded(entry, NAME, expansion));
        for (HostSetting<?> setting : HostSetting.all()) {
            if (setting.isTemplate()) {
                setting.parse(expanded(entry, setting.key(), expansion), host);
            } else {
                setting.read(entry, host);
            }
        }
        return host.build();
    }

    private static String expanded(YamlMapping entry, String key, Expansion expansion) throws RegistryException {
        String text = entry.string(key);
        if (text.isEmpty()) {
            return text;
        }
        try {
            return expansion.expand(key, text);
        } catch (RegistryException e) {
            throw e.withContext(entry.where() + "." + key);
        }
    }
}
