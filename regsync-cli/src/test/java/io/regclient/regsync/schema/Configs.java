// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.Functions;
import io.regclient.kit.yaml.Yaml;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads configurations from text, at a fixed time and with a fixed environment. */
public final class Configs {
    private static final Map<String, String> VARIABLES = Map.of("HUB_USER", "octocat", "EMPTY", "");
    private static final Map<String, String> FILES = Map.of("/home/appuser/.docker/hub_token", "s3cret\n");

    private Configs() {}

    public static Functions functions() {
        return Functions.standard(
                name -> Optional.ofNullable(VARIABLES.get(name)),
                name -> Optional.ofNullable(FILES.get(name)),
                Clock.fixed(java.time.Instant.parse("2021-09-04T10:00:00Z"), ZoneOffset.UTC));
    }

    public static RegsyncConfig load(String yaml) throws RegistryException {
        return ConfigFile.of(Yaml.parse(yaml, "regsync.yml"), functions());
    }

    /** The only entry of a configuration. */
    public static SyncEntry entry(String yaml) throws RegistryException {
        List<SyncEntry> entries = load(yaml).entries();
        if (entries.size() != 1) {
            throw new AssertionError("one entry expected, found " + entries);
        }
        return entries.getFirst();
    }

    static List<String> warnings(String yaml) throws RegistryException {
        return load(yaml).warnings().stream().map(ConfigWarning::toString).toList();
    }
}
