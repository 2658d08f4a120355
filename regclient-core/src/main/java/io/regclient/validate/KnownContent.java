// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What checks of images in one repository have found about their blobs: images have layers in common, and each is looked
 * at once. Thread-safe.
 */
public final class KnownContent {
    /** More blobs than this are looked at each time they are named. */
    static final int MAX_BLOBS = 500_000;

    private final Map<Key, Outcome> known = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** The same content with another size is another question. */
    private record Key(Digest digest, long size) {}

    /** What came of a look at a blob. */
    @FunctionalInterface
    interface Outcome {
        /**
         * Adds it to what is known of an image.
         *
         * @throws RegistryException when it says nothing about the blob
         */
        void tell(Findings findings, Part part) throws RegistryException;

        static Outcome present(long size) {
            return (findings, part) -> findings.blob(part, size);
        }

        static Outcome missing() {
            return (findings, part) -> findings.missing(part);
        }

        static Outcome failed(RegistryException failure) {
            return (findings, part) -> findings.failed(part, failure);
        }
    }

    Optional<Outcome> of(Part part) {
        return Optional.ofNullable(known.get(key(part)));
    }

    void keep(Part part, Outcome outcome) {
        if (known.size() < MAX_BLOBS && known.putIfAbsent(key(part), outcome) == null) {
            bytes.addAndGet(Math.max(0, part.content().size()));
        }
    }

    /** Blobs that were looked at. */
    public int blobs() {
        return known.size();
    }

    /** Their sizes in all, in bytes, as the manifests name them. */
    public long bytes() {
        return bytes.get();
    }

    private static Key key(Part part) {
        return new Key(part.content().digest().orElseThrow(), part.content().size());
    }
}
