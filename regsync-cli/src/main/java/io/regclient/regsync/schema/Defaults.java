// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.regsync.schema.SyncEntry.RateLimitSettings;
import java.time.Duration;

/**
 * The {@code defaults} of a configuration (contract regsync 3.2): settings of the program between groups of settings for
 * entries that do not have their own.
 *
 * @param upkeep for entries
 * @param parallel images that are copied at the same time; 0 for the default, which also runs entry after entry
 * @param extras for entries
 * @param effort for entries
 * @param acceptance for entries
 * @param safeguards for entries
 * @param blobLimit largest chunk a registry may demand in bytes, 0 for the default
 * @param cacheCount answers kept in memory; 0 for none
 * @param cacheTime how long they are kept; 0 for none
 * @param skipDockerConfig Docker's logins and certificates are not read
 * @param userAgent replaces the User-Agent header; empty for the program's own
 */
public record Defaults(
        Upkeep upkeep,

        @Key(
                value = "images that are copied at the same time, of all entries together. From 1 on, `once` and the "
                        + "first pass of `server` also start all entries together; 0 runs entry after entry, and "
                        + "copies four images of an entry at the same time",
                byDefault = "0")
        int parallel,

        Extras extras,
        Effort effort,
        Acceptance acceptance,
        Safeguards safeguards,

        @Key(
                value = "upper limit in bytes of upload chunks and of blobs that are sent in one request",
                byDefault = "1 GiB for chunks, none for blobs")
        long blobLimit,

        @Key(
                value =
                        "keep this many manifests and referrers lists; `cacheTime` must be set too. Tags are never cached",
                byDefault = "off")
        int cacheCount,

        @Key(value = "how long they are kept; `cacheCount` must be set too", byDefault = "off")
        Duration cacheTime,

        @Key(value = "ignore Docker's logins and certificates", byDefault = "`false`")
        boolean skipDockerConfig,

        @Key(value = "User-Agent header", byDefault = "`regclient/regsync (VERSION)`")
        String userAgent) {

    /** When an entry waits for pulls, unless it says so itself. */
    public RateLimitSettings rateLimit() {
        return upkeep.ratelimit();
    }
}
