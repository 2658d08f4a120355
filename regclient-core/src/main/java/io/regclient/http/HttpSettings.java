// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import io.regclient.config.HostCatalog;
import io.regclient.time.Backoff;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import okhttp3.Dns;

/**
 * What the builder collected.
 *
 * @param hosts settings and logins of hosts
 * @param userAgent User-Agent header and client id of token requests
 * @param ticker clock of back-off, pacing and tokens
 * @param sleeper waits of back-off and pacing
 * @param retryLimit tries per host; a request has one more in total (RB-1, RB-5)
 * @param backoff delays between tries
 * @param maxWait longest single wait for a host; beyond it the request fails at once (RB-8)
 * @param stall when a connection counts as stuck
 * @param environment proxies and trust
 * @param certificateDirectories directories with one sub-directory per host
 * @param warnings gets each new registry warning
 * @param wireLog whether requests may be logged
 * @param names looks up addresses
 */
record HttpSettings(
        HostCatalog hosts,
        String userAgent,
        Ticker ticker,
        Sleeper sleeper,
        int retryLimit,
        Backoff backoff,
        Duration maxWait,
        StallLimits stall,
        Environment environment,
        List<CertificateDirectory> certificateDirectories,
        Consumer<String> warnings,
        boolean wireLog,
        Dns names) {}
