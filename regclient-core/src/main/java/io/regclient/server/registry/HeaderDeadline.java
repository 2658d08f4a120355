// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose client has begun a request and does not finish its headers, such as one that speaks TLS to a
 * server without: it would wait for an answer while the server waits for the end of a line. The JDK's server has no such
 * limit. The thread that reads a request is interrupted, which closes its channel; one that reaches the filter is not.
 */
final class HeaderDeadline extends Filter implements AutoCloseable {
    /** Headers arrive in one piece, as a rule; idle connections are not waited for by any thread. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final ThreadLocal<Future<?>> DEADLINE = new ThreadLocal<>();

    private final ScheduledThreadPoolExecutor clock;

    HeaderDeadline() {
        // a server that closes needs no deadlines any more
        clock = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("request headers").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Threads for requests, each of which has to reach the filter in time. */
    Executor watching(Executor requests) {
        return request -> requests.execute(() -> {
            Thread reader = Thread.currentThread();
            Future<?> end = clock.schedule(reader::interrupt, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            DEADLINE.set(end);
            try {
                request.run();
            } finally {
                end.cancel(false);
            }
        });
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        DEADLINE.get().cancel(false);
        chain.doFilter(exchange);
    }

    @Override
    public String description() {
        return "deadline of request headers";
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
