// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How an embedded registry behaves. {@link #builder} starts from the defaults.
 *
 * @param root directory that holds one OCI layout per repository; created when absent
 * @param address where to listen; port 0 picks a free one
 * @param allowedNames names by which the server is called, or whose web pages may write to it, beside those of its
 *     address
 * @param features parts that are switched on
 * @param tls serve HTTPS with this context; empty: plain HTTP
 * @param clientCertificates with TLS: a client must present a certificate the context trusts
 * @param users names and checks of passwords for Basic authentication; empty: everybody may do everything
 * @param pageSize most entries of one page of tags, repositories or referrers; more need the {@code Link} header
 * @param chunkMinBytes announced as {@code OCI-Chunk-Min-Length} in bytes; 0: not announced
 * @param maxBlobBytes largest blob accepted in bytes; 0: no limit but the disk
 * @param pullLimit rate limit of manifest downloads
 */
public record RegistryOptions(
        Path root,
        InetSocketAddress address,
        Set<ServedName> allowedNames,
        Set<RegistryFeature> features,
        Optional<SSLContext> tls,
        boolean clientCertificates,
        Map<String, PasswordCheck> users,
        int pageSize,
        long chunkMinBytes,
        long maxBlobBytes,
        Optional<PullLimit> pullLimit) {

    /** Entries per page unless set. */
    public static final int DEFAULT_PAGE_SIZE = 1000;

    public RegistryOptions {
        if (pageSize < 1 || chunkMinBytes < 0 || maxBlobBytes < 0) {
            throw new IllegalArgumentException("page size must be positive, byte limits must not be negative");
        }
        allowedNames = Set.copyOf(allowedNames);
        features = Collections.unmodifiableSet(copy(features));
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    }

    /** The defaults: plain HTTP on a free port of the loopback interface, no authentication. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    boolean has(RegistryFeature feature) {
        return features.contains(feature);
    }

    private static EnumSet<RegistryFeature> copy(Set<RegistryFeature> features) {
        EnumSet<RegistryFeature> copy = EnumSet.noneOf(RegistryFeature.class);
        copy.addAll(features);
        return copy;
    }

    /** Collects options; not thread-safe. */
    public static final class Builder {
        private final Path root;
        private final EnumSet<RegistryFeature> features = copy(RegistryFeature.defaults());
        private final Map<String, PasswordCheck> users = new LinkedHashMap<>();
        private final Set<ServedName> allowedNames = new HashSet<>();
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private Optional<SSLContext> tls = Optional.empty();
        private boolean clientCertificates;
        private int pageSize = DEFAULT_PAGE_SIZE;
        private long chunkMinBytes;
        private long maxBlobBytes;
        private Optional<PullLimit> pullLimit = Optional.empty();

        private Builder(Path root) {
            this.root = root;
        }

        public Builder address(InetSocketAddress value) {
            address = value;
            return this;
        }

        /** A further name of the server, or of web pages that may write to it; see {@link ServedName#parse}. */
        public Builder allowName(ServedName value) {
            allowedNames.add(value);
            return this;
        }

        public Builder with(RegistryFeature feature) {
            features.add(feature);
            return this;
        }

        public Builder without(RegistryFeature feature) {
            features.remove(feature);
            return this;
        }

        public Builder tls(SSLContext value) {
            tls = Optional.of(value);
            return this;
        }

        public Builder clientCertificates(boolean value) {
            clientCertificates = value;
            return this;
        }

        public Builder user(String name, String password) {
            return user(name, PasswordCheck.of(password));
        }

        /** A user whose password is stored as something else, such as a hash. */
        public Builder user(String name, PasswordCheck password) {
            users.put(name, password);
            return this;
        }

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

        public Builder pullLimit(PullLimit value) {
            pullLimit = Optional.of(value);
            return this;
        }

        public RegistryOptions build() {
            return new RegistryOptions(
                    root,
                    address,
                    allowedNames,
                    features,
                    tls,
                    clientCertificates,
                    users,
                    pageSize,
                    chunkMinBytes,
                    maxBlobBytes,
                    pullLimit);
        }
    }
}
