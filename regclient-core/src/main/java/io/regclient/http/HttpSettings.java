// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostCatalog;
import io.regclient.http.net.NetSettings;
import io.regclient.observe.RequestObserver;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What the builder collected.
 *
 * @param hosts settings and logins of hosts
 * @param userAgent User-Agent header and client id of token requests
 * @param ticker clock of back-off, pacing and tokens
 * @param sleeper waits of back-off and pacing
 * @param retry how often and how long a host is asked
 * @param net how hosts are reached
 * @param warnings gets each new registry warning
 * @param observer hears about every request
 * @param sharers how many processes share what a host may be asked, empty for this one alone
 * @param wireLog whether requests may be logged
 */
record HttpSettings(
        HostCatalog hosts,
        String userAgent,
        Ticker ticker,
        Sleeper sleeper,
        RetryLimits retry,
        NetSettings net,
        WarningSink warnings,
        RequestObserver observer,
        Optional<IntSupplier> sharers,
        boolean wireLog) {}
