// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.ConfigFlag;
import io.regclient.kit.template.Functions;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads a configuration file: YAML, defaults, templates, in this order (contract regsync 2). */
public final class ConfigFile {
    private ConfigFile() {}

    /** Reads the parsed file. */
    public static RegsyncConfig of(YamlMapping root, Functions functions) throws RegistryException {
        int version = YamlFile.version(root);
        Optional<YamlMapping> defaultKeys = root.mapping("defaults");
        Defaults defaults = defaultKeys.isEmpty() ? Defaults.NONE : defaults(defaultKeys.get());
        List<HostConfig> hosts = ConfigFlag.hosts(root, functions);
        List<SyncEntry> entries = new ArrayList<>();
        for (YamlMapping entry : root.mappings("sync")) {
            SyncEntry raw = EntryReader.read(entry, defaults.inherited());
            entries.add(new EntryTemplates(functions, entry.where()).expand(raw));
        }
        return new RegsyncConfig(version, hosts, defaults, entries, UnusedKeys.find(root));
    }

    private static Defaults defaults(YamlMapping from) throws RegistryException {
        return new Defaults(
                SettingsReader.read(from).withRetryFloor(),
                SettingsReader.integer(from, "parallel"),
                from.integer("blobLimit", 0),
                SettingsReader.integer(from, "cacheCount"),
                SettingsReader.duration(from, "cacheTime"),
                from.bool("skipDockerConfig"),
                from.string("userAgent"));
    }
}
