// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.config.HostConfig;
import io.regclient.kit.schema.Key;
import java.util.List;

/**
 * The keys of the file (contract regbot A2).
 *
 * @param version format version
 * @param creds registries
 * @param defaults settings of the program, and of scripts that have none of their own
 * @param scripts scripts in file order
 */
record RegbotFile(
        @Key(value = "format of the file", byDefault = "1") long version,
        @Key("registries and their logins") List<HostConfig> creds,

        @Key("settings of the program, and of scripts that do not set them")
        Defaults defaults,

        @Key("the scripts") List<ScriptEntry> scripts) {

    /**
     * The {@code defaults}.
     *
     * @param times for scripts that do not set them
     * @param parallel scripts side by side and API calls at the same time; 0 or less runs one script after the other
     * @param blobLimit largest chunk a registry may ask for in bytes, 0 for the default
     * @param skipDockerConfig Docker's logins and certificates are not used
     * @param userAgent replaces the User-Agent header, empty for the default
     */
    record Defaults(
            ScriptTimes times,

            @Key(
                    value = "from 1 on, `once` starts all scripts together, and this many calls of `image.config`, "
                            + "`image.copy`, `image.exportTar` and `image.importTar` run at the same time; 0 runs one "
                            + "script after the other",
                    byDefault = "0")
            int parallel,

            @Key(value = "upper limit in bytes of upload chunks", byDefault = "1 GiB")
            long blobLimit,

            @Key(value = "ignore Docker's logins and certificates", byDefault = "`false`")
            boolean skipDockerConfig,

            @Key(value = "User-Agent header", byDefault = "`regclient/regbot (VERSION)`")
            String userAgent) {}
}
