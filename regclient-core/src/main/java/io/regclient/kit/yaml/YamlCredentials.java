// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostSetting;
import io.regclient.config.HostTable;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;

/** The {@code creds} list of regsync's and regbot's files (contract regsync 3.1). */
public final class YamlCredentials {
    /** The key of the name: the JSON file of regctl has it outside of the settings. */
    private static final String NAME = "registry";

    private YamlCredentials() {}

    /** Expands a template in the value of a key. The caller decides which keys are templates in its program. */
    @FunctionalInterface
    public interface Expansion {
        /** Values as they are. */
        Expansion NONE = (key, text) -> text;

        /**
         * The text to use.
         *
         * @param key {@code registry} or the key of a setting
         * @throws RegistryException when the text is no valid template
         */
        String expand(String key, String text) throws RegistryException;
    }

    /**
     * Reads the list as layers for {@link HostTable.Builder#addAll}. An entry without registry is kept, so that the
     * table can warn about it.
     *
     * @param root top of the file
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static List<HostConfig> read(YamlMapping root, Expansion expansion) throws RegistryException {
        List<HostConfig> hosts = new ArrayList<>();
        for (YamlMapping entry : root.mappings("creds")) {
            hosts.add(host(entry, expansion));
        }
        return hosts;
    }

    private static HostConfig host(YamlMapping entry, Expansion expansion) throws RegistryException {
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
