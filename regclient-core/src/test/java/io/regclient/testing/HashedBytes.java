// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that the threads of copies hash with SHA-256, by the digest that came out. While one is open, a
 * security provider of its own stands in front of the runtime's.
 */
public final class HashedBytes implements AutoCloseable {
    private static final String COPY_THREADS = "regclient-io-";
    private static final Counting PROVIDER = new Counting();
    private static final Map<Digest, AtomicLong> COUNTS = new ConcurrentHashMap<>();
    private static int open;

    private HashedBytes() {}

    /** Starts to count. */
    public static HashedBytes count() {
        synchronized (PROVIDER) {
            if (open++ == 0) {
                Security.insertProviderAt(PROVIDER, 1);
            }
        }
        return new HashedBytes();
    }

    /** Bytes that went into hash functions that ended with this digest. */
    public long of(Digest digest) {
        return COUNTS.getOrDefault(digest, new AtomicLong()).get();
    }

    @Override
    public void close() {
        synchronized (PROVIDER) {
            if (--open == 0) {
                Security.removeProvider(PROVIDER.getName());
            }
        }
    }

    private static final class Counting extends Provider {
        private static final long serialVersionUID = 1L;

        private Counting() {
            super("CountingDigests", "1", "counts what is hashed");
            put("MessageDigest.SHA-256", CountingSha256.class.getName());
        }
    }

    /** SHA-256 of the runtime; public because the runtime makes it. */
    public static final class CountingSha256 extends MessageDigestSpi implements Cloneable {
        private MessageDigest hash;
        private final boolean counted = Thread.currentThread().getName().startsWith(COPY_THREADS);
        private long count;

        public CountingSha256() throws NoSuchAlgorithmException {
            hash = MessageDigest.getInstance("SHA-256", Security.getProvider("SUN"));
        }

        @Override
        protected void engineUpdate(byte input) {
            count++;
            hash.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            count += length;
            hash.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            byte[] result = hash.digest();
            if (counted) {
                Digest digest =
                        new Digest(DigestAlgorithm.SHA256, HexFormat.of().formatHex(result));
                COUNTS.computeIfAbsent(digest, d -> new AtomicLong()).addAndGet(count);
            }
            count = 0;
            return result;
        }

        @Override
        protected void engineReset() {
            hash.reset();
            count = 0;
        }

        @Override
        protected int engineGetDigestLength() {
            return 32;
        }

        @Override
        public Object clone() throws CloneNotSupportedException {
            CountingSha256 copy = (CountingSha256) super.clone();
            copy.hash = (MessageDigest) hash.clone();
            return copy;
        }
    }
}
