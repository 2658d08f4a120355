// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.auth.HostAuth;
import io.regclient.auth.TokenTransport;
import io.regclient.config.Credential;
import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.observe.HostLimits;
import io.regclient.observe.RequestObserver;
import io.regclient.throttle.HostQueues;
import io.regclient.throttle.RequestPacer;
import io.regclient.throttle.Throttle;
import io.regclient.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import org.slf4j.LoggerFactory;

/** Everything that belongs to one configured host and is shared by all requests to it. Thread-safe. */
final class HostState {
    private final HostConfig config;
    private final Optional<HttpUrl> home;
    private final Ticker ticker;
    private final Throttle throttle;
    private final RequestPacer pacer;
    private final HostBackoff backoff;
    private final HopSender sender;
    private final HostAuth auth;
    private final HostAuth anonymous;
    private final RequestObserver observer;
    private final AtomicBoolean loginInClear = new AtomicBoolean();
    private volatile Optional<InetAddress> peer = Optional.empty();

    HostState(HostConfig config, Transport transport) {
        HttpSettings settings = transport.settings();
        this.config = config;
        this.home = Optional.ofNullable(HttpUrl.parse(CallUrls.root(config)));
        this.ticker = settings.ticker();
        this.observer = settings.observer();
        RetryLimits retry = settings.retry();
        HostQueues.Queue queue = retry.queues()
                .of(
                        config.name(),
                        limits(config, retry.slotWait()),
                        settings.sharers(),
                        settings.ticker(),
                        settings.sleeper());
        this.throttle = queue.throttle();
        this.pacer = queue.pacer();
        this.backoff = new HostBackoff(config.name(), settings);
        this.sender = new HopSender(config, transport, throttle::alive);
        TokenTransport tokens = new TokenClient(this, sender);
        this.auth = new HostAuth(
                CallUrls.root(config),
                config.repoAuth(),
                settings.userAgent(),
                () -> settings.hosts().credential(config),
                tokens,
                settings.ticker());
        this.anonymous = new HostAuth(
                CallUrls.root(config),
                config.repoAuth(),
                settings.userAgent(),
                () -> Credential.NONE,
                tokens,
                settings.ticker());
    }

    private static HostQueues.Limits limits(HostConfig config, Duration longestStillness) {
        int fixed = config.reqConcurrent() > 0 ? config.reqConcurrent() : HostConfig.DEFAULT_CONCURRENT;
        return new HostQueues.Limits(config.isAdaptive() ? 0 : fixed, config.reqPerSec(), longestStillness);
    }

    HostConfig config() {
        return config;
    }

    Throttle throttle() {
        return throttle;
    }

    /**
     * Lets the width of the host follow what came of a request; how a brief one fails, and how long it takes, tells nothing.
     *
     * @param begun epoch of the throttle when the request began
     * @param sent the ticker's time when the request began; empty when it waited for more than its answer
     */
    void learn(int begun, OptionalLong sent, HttpCall call, Outcome outcome) {
        switch (outcome) {
            case Outcome.AskAgain again -> {} // who may ask says nothing about how many may
            case Outcome.Answer answer -> {
                answered(begun, sent, call);
                OptionalLong remaining =
                        AnswerHeaders.remaining(answer.exchange().response());
                remaining.ifPresent(throttle::allow);
                tell(remaining);
            }
            case Outcome.Failed failed -> {
                int status = failed.error().httpStatus().orElse(0);
                boolean refused = status == 429 || status == 503;
                if (status != 0 && !refused) {
                    answered(begun, sent, call);
                } else if (refused && !call.rules().brief()) {
                    throttle.refused(begun);
                } else if (failed.reaction() == Outcome.Reaction.RETRY
                        && !call.rules().brief()) {
                    throttle.broken(begun);
                }
                tell(OptionalLong.empty());
            }
        }
    }

    private void tell(OptionalLong remaining) {
        if (observer.equals(RequestObserver.NONE)) {
            return;
        }
        try {
            observer.told(new HostLimits(config.name(), throttle.width(), remaining));
        } catch (RuntimeException e) {
            // watching must not change what happens
            LoggerFactory.getLogger(HostState.class).warn("The observer of requests failed", e);
        }
    }

    /** What is sent takes its own time. */
    private void answered(int begun, OptionalLong sent, HttpCall call) {
        if (call.body().isEmpty()) {
            boolean timed = sent.isPresent() && !call.rules().brief();
            throttle.answered(begun, timed ? OptionalLong.of(ticker.nanos() - sent.getAsLong()) : OptionalLong.empty());
        }
    }

    RequestPacer pacer() {
        return pacer;
    }

    HostBackoff backoff() {
        return backoff;
    }

    HopSender sender() {
        return sender;
    }

    /**
     * The start of all URLs of the host.
     *
     * @throws RegistryException of kind INVALID_INPUT when the configured host name is none
     */
    HttpUrl base() throws RegistryException {
        return CallUrls.base(config);
    }

    /** Authentication; content outside of the registry is asked for without its login. */
    HostAuth auth(boolean external) {
        return external ? anonymous : auth;
    }

    /** Where the host is, empty before the first connection and behind a proxy. */
    Optional<InetAddress> peer() {
        return peer;
    }

    /** True for URLs of this host. */
    boolean isHome(HttpUrl url) {
        return home.filter(h -> url.host().equals(h.host()) && url.port() == h.port())
                .isPresent();
    }

    /** Remembers where a connection to this host really went. */
    void connected(Exchange exchange) {
        Optional<InetAddress> found = exchange.peer();
        if (found.isPresent() && !found.equals(peer) && isHome(exchange.url())) {
            peer = found;
        }
    }

    /** Says once that a login crosses a network unprotected; inside this machine nobody listens. True when it does. */
    boolean loginSent(HttpUrl url) {
        // unknown means that a proxy is in between
        if (url.isHttps() || peer.filter(InetAddress::isLoopbackAddress).isPresent() || loginInClear.getAndSet(true)) {
            return false;
        }
        LoggerFactory.getLogger(HostState.class)
                .atWarn()
                .addKeyValue("host", config.name())
                .log("Login is sent without TLS");
        return true;
    }
}
