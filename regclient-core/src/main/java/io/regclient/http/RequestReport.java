// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.Exchange;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestObserver;
import io.regclient.time.Ticker;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Tells the observer about one request when it is over. */
final class RequestReport implements Exchange.Listener {
    private final RequestObserver observer;
    private final Ticker ticker;
    private final String host;
    private final Outgoing request;
    private final Runnable alive;
    private final long start;
    private long answered = -1;

    RequestReport(HttpSettings settings, String host, Outgoing request, Runnable alive) {
        this.observer = settings.observer();
        this.ticker = settings.ticker();
        this.host = host;
        this.request = request;
        this.alive = alive;
        this.start = ticker.nanos();
    }

    /** The head of the answer is there; tells how long that took, in nanoseconds. */
    long answered() {
        answered = ticker.nanos() - start;
        return answered;
    }

    @Override
    public void moved() {
        alive.run();
    }

    @Override
    public void ended(Exchange exchange) {
        if (observer.equals(RequestObserver.NONE)) {
            return;
        }
        long total = ticker.nanos() - start;
        try {
            observer.ended(new RequestEvent(
                    host,
                    request.method(),
                    request.purpose().kind(),
                    request.purpose().retry(),
                    exchange.status(),
                    new RequestEvent.Bytes(exchange.sent(), exchange.received()),
                    Duration.ofNanos(answered < 0 ? total : answered),
                    Duration.ofNanos(total)));
        } catch (RuntimeException e) {
            // watching must not change what happens: the host's slot is still to be given back
            LoggerFactory.getLogger(RequestReport.class).warn("The observer of requests failed", e);
        }
    }
}
