// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import io.regclient.scheme.registry.wire.HeaderErrors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Sizes of uploads per registry (contract BL-7, BL-10, BL-13). Thread-safe. */
final class UploadLimits {
    /** Largest chunk a registry may ask for unless the client sets a lower limit: 1 GiB. */
    private static final long CHUNK_CEILING = 1L << 30;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MAX_DIGITS = 18;

    private final UploadSizes sizes;
    private final Map<String, Long> minimumOf = new ConcurrentHashMap<>();

    UploadLimits(UploadSizes sizes) {
        this.sizes = sizes;
    }

    /** Size in bytes of the next chunks to the registry. */
    long chunkSize(String registry, HostConfig host) {
        long configured = host.blobChunk() > 0 ? host.blobChunk() : sizes.chunk();
        long chunk = configured > 0 ? configured : UploadSizes.DEFAULT_CHUNK;
        return Math.max(Math.min(chunk, ceiling()), minimum(registry));
    }

    /** Smallest chunk in bytes the registry takes, except for the last one; 0 when it named none. */
    long minimum(String registry) {
        return minimumOf.getOrDefault(registry, 0L);
    }

    /** True when a blob of known size goes in one request. */
    boolean inOneRequest(HostConfig host, long size) {
        long max = host.blobMax() == 0 ? sizes.max() : host.blobMax();
        if (sizes.limit() > 0 && (max <= 0 || max > sizes.limit())) {
            max = sizes.limit();
        }
        return max <= 0 || size <= max;
    }

    /**
     * Remembers {@code OCI-Chunk-Min-Length} of an answer that opens a session.
     *
     * @throws RegistryException of kind PARSING_FAILED for one that is no number: smaller chunks would be refused
     */
    void learn(String registry, HttpReply reply) throws RegistryException {
        String header = reply.header("OCI-Chunk-Min-Length")
                .orElse("")
                .replace("\"", "")
                .strip();
        if (header.isEmpty()) {
            return;
        }
        if (!NUMBER.matcher(header).matches()) {
            throw HeaderErrors.unreadable("OCI-Chunk-Min-Length", header);
        }
        long minimum = header.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(header);
        minimumOf.merge(registry, Math.min(minimum, ceiling()), Math::max);
    }

    private long ceiling() {
        return sizes.limit() > 0 ? sizes.limit() : CHUNK_CEILING;
    }
}
