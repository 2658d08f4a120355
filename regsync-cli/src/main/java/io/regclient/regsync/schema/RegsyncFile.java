// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.HostConfig;
import io.regclient.kit.schema.Key;
import java.util.List;

/**
 * The keys at the top of the file (contract regsync 3).
 *
 * @param version format version
 * @param creds registries
 * @param defaults settings of the program and for entries
 * @param state where runs remember what they saw and did
 * @param sync the entries
 */
record RegsyncFile(
        @Key(value = "format of the file", byDefault = "1") long version,
        @Key("registries and their logins") List<HostConfig> creds,

        @Key("settings of the program, and of entries that do not set them")
        Defaults defaults,

        @Key(
                value = "where runs remember what they saw and did: a URL, or a mapping with it. See "
                        + "[state](regsync-state.md)",
                byDefault = "none",
                omitEmpty = true)
        StateSettings state,

        @Key("what is copied where") List<SyncKeys> sync) {
    RegsyncFile {
        creds = List.copyOf(creds);
        sync = List.copyOf(sync);
    }
}
