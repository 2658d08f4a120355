// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import java.time.Duration;

/**
 * The {@code defaults} of a configuration (contract regsync 3.2).
 *
 * @param inherited settings of entries that do not have their own
 * @param parallel entries that are copied at the same time; 0 runs one after the other
 * @param blobLimit largest chunk a registry may demand in bytes, 0 for the default
 * @param cacheCount answers kept in memory; 0 for none
 * @param cacheTime how long they are kept; 0 for none
 * @param skipDockerConfig Docker's logins and certificates are not read
 * @param userAgent replaces the User-Agent header; empty for the program's own
 */
public record Defaults(
        Inherited inherited,
        int parallel,
        long blobLimit,
        int cacheCount,
        Duration cacheTime,
        boolean skipDockerConfig,
        String userAgent) {
    static final Defaults NONE = new Defaults(Inherited.NONE.withRetryFloor(), 0, 0, 0, Duration.ZERO, false, "");
}
