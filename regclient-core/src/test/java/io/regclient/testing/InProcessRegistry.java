// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import com.sun.net.httpserver.Filter;
import io.regclient.server.registry.PullLimit;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import io.regclient.server.samples.SampleImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A registry for a test: the product's server on a free loopback port over a temporary directory, with a request log,
 * faults and token authentication in front of it.
 */
public final class InProcessRegistry implements AutoCloseable {
    private final RegistryServer server;
    private final RequestLog requests;
    private final FaultPlan faults;
    private final Optional<TokenAuthority> tokens;

    private InProcessRegistry(
            RegistryServer server, RequestLog requests, FaultPlan faults, Optional<TokenAuthority> tokens) {
        this.server = server;
        this.requests = requests;
        this.faults = faults;
        this.tokens = tokens;
    }

    /** A registry with everything switched on and no authentication. */
    public static InProcessRegistry start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Host and port as used in references. */
    public String host() {
        return server.host();
    }

    /** Root URL, ends with a slash. */
    public URI uri() {
        return server.uri();
    }

    /** The directory with one OCI layout per repository. */
    public Path root() {
        return server.root();
    }

    public RequestLog requests() {
        return requests;
    }

    public FaultPlan faults() {
        return faults;
    }

    /** Stores an image directly, without a request in the log. */
    public void put(String repository, SampleImage image, String... tags) {
        try {
            server.put(repository, image, List.of(tags));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the life of all tokens issued so far; nothing happens without token authentication. */
    public void expireTokens() {
        tokens.ifPresent(TokenAuthority::expireAll);
    }

    @Override
    public void close() {
        try {
            server.close();
            delete(server.root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Collects options; not thread-safe. */
    public static final class Builder {
        private final List<RegistryFeature> removed = new ArrayList<>(List.of(RegistryFeature.SYNC_WRITES));
        private final List<RegistryFeature> added = new ArrayList<>();
        private final Map<String, String> users = new LinkedHashMap<>();
        private int pageSize = RegistryOptions.DEFAULT_PAGE_SIZE;
        private long chunkMinBytes;
        private long maxBlobBytes;
        private Optional<PullLimit> pullLimit = Optional.empty();
        private Optional<TestTls> tls = Optional.empty();
        private boolean clientCertificates;
        private Optional<Duration> tokenTtl = Optional.empty();
        private boolean anonymousPull;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        public Builder with(RegistryFeature feature) {
            added.add(feature);
            return this;
        }

        public Builder without(RegistryFeature feature) {
            removed.add(feature);
            return this;
        }

        /** Most entries of a page of tags, repositories or referrers. */
        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        public Builder chunkMinBytes(long value) {
            chunkMinBytes = value;
            return this;
        }

        public Builder maxBlobBytes(long value) {
            maxBlobBytes = value;
            return this;
        }

        public Builder pullLimit(int pulls, Duration window) {
            pullLimit = Optional.of(new PullLimit(pulls, window));
            return this;
        }

        /** Demands this user, by Basic authentication unless {@link #tokens} is called too. */
        public Builder user(String name, String password) {
            users.put(name, password);
            return this;
        }

        /** Bearer tokens with this life time instead of Basic authentication. */
        public Builder tokens(Duration ttl) {
            tokenTtl = Optional.of(ttl);
            return this;
        }

        /** Tokens with the right to pull are given to everybody. */
        public Builder anonymousPull() {
            anonymousPull = true;
            return this;
        }

        /** HTTPS with a certificate for 127.0.0.1 and localhost. */
        public Builder tls(TestTls value) {
            tls = Optional.of(value);
            return this;
        }

        /** With TLS: demands the client certificate of {@link TestTls}. */
        public Builder clientCertificates() {
            clientCertificates = true;
            return this;
        }

        /** Clock for tokens, uploads and the pull limit. */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        public InProcessRegistry start() {
            RequestLog requests = new RequestLog();
            FaultPlan faults = new FaultPlan();
            Optional<TokenAuthority> tokens = tokenTtl.map(ttl -> new TokenAuthority(users, ttl, anonymousPull, clock));
            List<Filter> filters = new ArrayList<>();
            filters.add(requests.filter());
            filters.add(new FaultFilter(faults, () -> tokens.ifPresent(TokenAuthority::expireAll)));
            tokens.ifPresent(filters::add);
            try {
                Path root = Files.createTempDirectory("in-process-registry");
                return new InProcessRegistry(
                        RegistryServer.start(options(root), clock, filters), requests, faults, tokens);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private RegistryOptions options(Path root) {
            RegistryOptions.Builder options = RegistryOptions.builder(root)
                    .pageSize(pageSize)
                    .chunkMinBytes(chunkMinBytes)
                    .maxBlobBytes(maxBlobBytes)
                    .clientCertificates(clientCertificates);
            removed.forEach(options::without);
            added.forEach(options::with);
            pullLimit.ifPresent(options::pullLimit);
            tls.ifPresent(t -> options.tls(t.serverContext()));
            if (tokenTtl.isEmpty()) {
                users.forEach(options::user);
            }
            return options.build();
        }
    }
}
