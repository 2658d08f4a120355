// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostCatalog;
import io.regclient.http.net.NetSettings;
import io.regclient.time.Backoff;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param net how hosts are reached
 * @param warnings gets each new registry warning
 * @param wireLog whether requests may be logged
 */
record HttpSettings(
        HostCatalog hosts,
        String userAgent,
        Ticker ticker,
        Sleeper sleeper,
        int retryLimit,
        Backoff backoff,
        Duration maxWait,
        NetSettings net,
        Consumer<String> warnings,
        boolean wireLog) {}
