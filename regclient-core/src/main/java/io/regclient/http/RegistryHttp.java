// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import io.regclient.config.HostCatalog;
import io.regclient.config.HostConfig;
import io.regclient.http.net.GuardedDns;
import io.regclient.http.net.NetSettings;
import io.regclient.http.net.StallLimits;
import io.regclient.http.post.JsonPost;
import io.regclient.observe.RequestObserver;
import io.regclient.throttle.HostQueues;
import io.regclient.throttle.Throttle;
import io.regclient.time.Backoff;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The only way to a registry. Thread-safe; one per process, so that limits and back-off are shared by all work. */
public final class RegistryHttp implements AutoCloseable {
    private final HttpSettings settings;
    private final Transport transport;
    private final Map<String, HostState> states = new ConcurrentHashMap<>();
    private @Nullable JsonPost posts;

    private RegistryHttp(HttpSettings settings) {
        this.settings = settings;
        this.transport = new Transport(settings);
    }

    /** A builder; only {@link Builder#hosts} has no default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sends a request, following the rules for mirrors, retry, authentication and redirects. Any status outside 2xx
     * that the call does not accept is thrown as a RegistryException with status, host and the registry's reason. The
     * work happens on the calling thread; interrupting it ends the request with kind CANCELED.
     */
    public HttpReply send(HttpCall call) throws IOException {
        HostState registry = state(call.target().registry());
        return new RequestLoop(transport, call, registry.config(), candidates(registry, call)).send();
    }

    /** Settings of the named registry (MI-1); the hostname decides about local addresses and blob limits. */
    public HostConfig host(String registry) {
        return settings.hosts().host(registry);
    }

    /** Queues of the registry and, when wanted, its mirrors (CO-3). */
    public List<Throttle> throttles(String registry, boolean withMirrors) {
        HostState state = state(registry);
        List<Throttle> throttles = new ArrayList<>(List.of(state.throttle()));
        if (withMirrors) {
            mirrors(state).forEach(mirror -> throttles.add(mirror.throttle()));
        }
        return throttles;
    }

    /** The way to servers that are no registries. */
    public synchronized JsonPost posts() {
        if (posts == null) {
            posts = new JsonPost(transport.network(), settings.userAgent());
        }
        return posts;
    }

    /** Closes idle connections and ends the watchdog. Open answers stay usable but are not watched any more. */
    @Override
    public void close() {
        transport.close();
    }

    private List<HostState> candidates(HostState registry, HttpCall call) {
        boolean read = call.method().equals("GET") || call.method().equals("HEAD");
        if (call.rules().skipMirrors()
                || call.rules().external()
                || (call.target().directUrl().isPresent() && !read)) {
            return List.of(registry);
        }
        List<HostState> mirrors = mirrors(registry);
        if (call.target().directUrl().isPresent()) {
            HttpUrl url = HttpUrl.parse(call.target().directUrl().get());
            return List.of(url == null ? registry : owner(url, registry, mirrors));
        }
        return MirrorOrder.of(
                without(call.rules().passedOver(), mirrors),
                registry,
                call.target().repository());
    }

    private static List<HostState> without(Set<String> passedOver, List<HostState> mirrors) {
        if (passedOver.isEmpty()) {
            return mirrors;
        }
        List<HostState> rest = new ArrayList<>(mirrors);
        rest.removeIf(mirror -> passedOver.contains(mirror.config().name()));
        return rest;
    }

    /** A link that a mirror gave is followed with the settings of that mirror. */
    private static HostState owner(HttpUrl url, HostState registry, List<HostState> mirrors) {
        if (registry.isHome(url)) {
            return registry;
        }
        return mirrors.stream().filter(mirror -> mirror.isHome(url)).findFirst().orElse(registry);
    }

    private List<HostState> mirrors(HostState registry) {
        Map<String, HostState> mirrors = new LinkedHashMap<>();
        for (String name : registry.config().mirrors()) {
            HostState mirror = state(name);
            mirrors.putIfAbsent(mirror.config().name(), mirror);
        }
        mirrors.remove(registry.config().name());
        return List.copyOf(mirrors.values());
    }

    /** The state of a host; changed settings, for example after a login, start a new one. */
    private HostState state(String name) {
        HostConfig config = settings.hosts().host(name);
        HostState known = states.get(config.name());
        if (known != null && known.config().equals(config)) {
            return known;
        }
        return states.compute(config.name(), (n, other) -> {
            boolean current = other != null && other.config().equals(config);
            return current ? other : new HostState(config, transport);
        });
    }

    /** Collects the settings. */
    public static final class Builder {
        private final List<CertificateDirectory> certificateDirectories = new ArrayList<>();
        private Optional<HostCatalog> hosts = Optional.empty();
        private String userAgent = "regclient/regclient";
        private Ticker ticker = Ticker.system();
        private Sleeper sleeper = Sleeper.system();
        private int retryLimit = 5;
        private Backoff backoff = Backoff.DEFAULT;
        private Duration maxWait = Duration.ofMinutes(15);
        private Duration slotWait = Duration.ofHours(1);
        private StallLimits stall = StallLimits.DEFAULT;
        private Environment environment = Environment.ofProcess();
        private Optional<WarningSink> warnings = Optional.empty();
        private RequestObserver observer = RequestObserver.NONE;
        private Optional<IntSupplier> sharers = Optional.empty();
        private boolean wireLog = true;
        private Dns names = GuardedDns::ofSystem;
        private HostQueues queues = new HostQueues();

        private Builder() {}

        /** Settings and logins of registries. */
        public Builder hosts(HostCatalog catalog) {
            hosts = Optional.of(catalog);
            return this;
        }

        /** User-Agent header and client id of token requests. */
        public Builder userAgent(String text) {
            userAgent = text;
            return this;
        }

        /** Clock of back-off, pacing and token expiry. */
        public Builder ticker(Ticker clock) {
            ticker = clock;
            return this;
        }

        /** Waits of back-off and pacing. */
        public Builder sleeper(Sleeper waiting) {
            sleeper = waiting;
            return this;
        }

        /** Tries per host, one more in total (RB-1, RB-5); zero and negative numbers change nothing. Default 5. */
        public Builder retryLimit(int tries) {
            retryLimit = tries > 0 ? tries : retryLimit;
            return this;
        }

        /**
         * Delays between tries, defaults 100 ms and 30 s. A zero or negative {@code initial} changes nothing; a
         * {@code max} that is zero or negative means 30 times {@code initial}, a smaller one than {@code initial} means
         * {@code initial}.
         */
        public Builder delay(Duration initial, Duration max) {
            if (initial.isPositive()) {
                Duration limit = max.isPositive() ? max : initial.multipliedBy(30);
                backoff = new Backoff(initial, limit.compareTo(initial) < 0 ? initial : limit);
            }
            return this;
        }

        /**
         * Longest single wait for a host. A host that asks for more (Retry-After) fails the request at once with a
         * message that names the wait (RB-8). Programs with a deadline pass the time that is left. Default 15 minutes.
         */
        public Builder maxWait(Duration limit) {
            maxWait = limit;
            return this;
        }

        /**
         * Longest wait for one of the slots of a host, default 1 hour. Only time in which none of its requests makes
         * progress counts: a queue that moves may take as long as it takes. The failure, of kind STALLED, names who
         * holds the slots.
         */
        public Builder slotWait(Duration limit) {
            slotWait = limit;
            return this;
        }

        /** Where requests wait for their turn, also those of other clients; default is a place of its own. */
        public Builder queues(HostQueues shared) {
            queues = shared;
            return this;
        }

        /**
         * Slowest transfer, default 1024 bytes per second over one minute of waiting for the network. A slower one is
         * aborted with kind STALLED and resumed; 0 bytes per second switches this off.
         */
        public Builder stallFloor(long bytesPerSecond, Duration window) {
            stall = new StallLimits(bytesPerSecond, window, stall.answer());
            return this;
        }

        /**
         * Longest wait for a connection or the head of an answer, and longest TLS handshake. Default 5 minutes; silence
         * in a handshake ends after 10 seconds.
         */
        public Builder answerTimeout(Duration limit) {
            stall = new StallLimits(stall.bytesPerSecond(), stall.window(), limit);
            return this;
        }

        /** Proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) and roots (SSL_CERT_FILE, SSL_CERT_DIR) come from here. */
        public Builder environment(Environment surroundings) {
            environment = surroundings;
            return this;
        }

        /**
         * Adds a directory with roots and client certificates per host (TL-2), for example
         * {@link CertificateDirectory#DOCKER}. It need not exist.
         */
        public Builder certificateDirectory(CertificateDirectory directory) {
            certificateDirectories.add(directory);
            return this;
        }

        /**
         * Gets each registry warning that is new in its {@link WarningScope} (WA-1). Default: a log line at WARN, one
         * for each text of each host.
         */
        public Builder warnings(Consumer<String> sink) {
            warnings = Optional.of((host, text) -> sink.accept(text));
            return this;
        }

        /** Hears about every request; nobody does unless this is called. */
        public Builder observer(RequestObserver requests) {
            observer = requests;
            return this;
        }

        /**
         * How many processes share the limits that are set for hosts; asked again and again. Each takes its part of
         * requests per second, and of requests at the same time, at least one.
         */
        public Builder sharedBy(IntSupplier processes) {
            sharers = Optional.of(processes);
            return this;
        }

        /**
         * Whether requests are logged at debug and trace. A program that knows that these levels are off says false, so
         * that the log back end is not started. Default true.
         */
        public Builder wireLog(boolean enabled) {
            wireLog = enabled;
            return this;
        }

        /** Looks names up, for tests. */
        Builder names(Dns lookup) {
            names = lookup;
            return this;
        }

        public RegistryHttp build() {
            return new RegistryHttp(new HttpSettings(
                    hosts.orElseThrow(() -> new IllegalStateException("no host catalog given")),
                    userAgent,
                    ticker,
                    sleeper,
                    new RetryLimits(retryLimit, backoff, maxWait, slotWait, queues),
                    new NetSettings(stall, environment, certificateDirectories, names),
                    warnings.orElseGet(WarningSink.Log::new),
                    observer,
                    sharers,
                    wireLog));
        }
    }
}
