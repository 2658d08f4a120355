// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostConfig;
import java.util.List;

/**
 * A configuration file as it is used: defaults applied, templates expanded (contract regsync 2 to 5).
 *
 * @param version format version, 1 when the file does not say
 * @param hosts the {@code creds}
 * @param defaults the {@code defaults}
 * @param state where runs remember what they saw and did
 * @param entries the {@code sync} list
 * @param warnings what in the file has no effect
 */
public record RegsyncConfig(
        int version,
        List<HostConfig> hosts,
        Defaults defaults,
        StateSettings state,
        List<SyncEntry> entries,
        List<ConfigWarning> warnings) {

    public RegsyncConfig {
        hosts = List.copyOf(hosts);
        entries = List.copyOf(entries);
        warnings = List.copyOf(warnings);
    }

    /** The configuration with these entries instead of its own. */
    public RegsyncConfig withEntries(List<SyncEntry> others) {
        return new RegsyncConfig(version, hosts, defaults, state, others, warnings);
    }
}
