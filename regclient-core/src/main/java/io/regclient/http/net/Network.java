// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.http.tls.SystemRoots;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** What the hosts of one client share on the way to them: connections, buffers, watchdog, proxies, roots. */
public final class Network implements AutoCloseable {
    private static final int MAX_IDLE_CONNECTIONS = 64;
    private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(90);

    private final NetSettings settings;
    private final ConnectionPool pool =
            new ConnectionPool(MAX_IDLE_CONNECTIONS, MAX_IDLE_TIME.toSeconds(), TimeUnit.SECONDS);
    private final LargeBuffers buffers = new LargeBuffers();
    private final OkHttpClient base;
    private final StallWatchdog watchdog;
    private final ProxyRules proxies;
    private final SystemRoots roots;

    public Network(NetSettings settings) {
        this.settings = settings;
        this.base = ClientSet.plain().connectionPool(pool).build();
        this.watchdog = new StallWatchdog(settings.stall());
        this.proxies = ProxyRules.of(settings.environment());
        this.roots = new SystemRoots(settings.environment());
    }

    NetSettings settings() {
        return settings;
    }

    LargeBuffers buffers() {
        return buffers;
    }

    OkHttpClient base() {
        return base;
    }

    StallWatchdog watchdog() {
        return watchdog;
    }

    ProxyRules proxies() {
        return proxies;
    }

    SystemRoots roots() {
        return roots;
    }

    /** Number of connections that some answer holds, for tests. */
    int connectionsInUse() {
        return pool.connectionCount() - pool.idleConnectionCount();
    }

    /** Closes connections nobody uses, because one of them turned out to be dead. */
    public void dropIdleConnections() {
        pool.evictAll();
    }

    /** Ends the watchdog and closes idle connections: a reader thread on one would delay the end of the program. */
    @Override
    public void close() {
        watchdog.close();
        pool.evictAll();
    }
}
