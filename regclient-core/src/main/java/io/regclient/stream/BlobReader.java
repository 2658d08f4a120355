// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The content of a blob on its way to the caller, hashed and counted as it passes (contract VD-1). The end of the
 * stream is only reported when size and digest are right; otherwise the last read fails with SIZE_LIMIT_EXCEEDED,
 * SHORT_READ or DIGEST_MISMATCH. Closing early checks nothing.
 */
public final class BlobReader extends BulkInputStream {
    private final InputStream in;
    private final OptionalLong size;
    private final Optional<Digest> expected;
    private final DigestAlgorithm algorithm;
    /** Null where somebody else hashes. */
    private final @Nullable MessageDigest hash;

    private final String mediaType;
    private final Map<String, List<String>> headers;
    private long count;
    private Optional<Digest> computed = Optional.empty();

    /**
     * Wraps the content.
     *
     * @param size announced size in bytes, empty when unknown
     * @param expected digest the content must have, empty when unknown (sha256 is then computed)
     * @param mediaType media type, empty text when unknown
     * @param headers response headers as received, empty for storage without headers
     */
    public BlobReader(
            InputStream in,
            OptionalLong size,
            Optional<Digest> expected,
            String mediaType,
            Map<String, List<String>> headers) {
        this.in = in;
        this.size = size;
        this.expected = expected;
        this.algorithm = expected.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
        this.hash = algorithm.hasher();
        this.mediaType = mediaType;
        this.headers = headers;
    }

    private BlobReader(BlobReader hashed) {
        this.in = hashed.in;
        this.size = hashed.size;
        this.expected = hashed.expected;
        this.algorithm = hashed.algorithm;
        this.hash = null;
        this.mediaType = hashed.mediaType;
        this.headers = hashed.headers;
    }

    /**
     * The same content for somebody who verifies its digest, as whoever stores a blob does: here only its size is
     * checked, so that each byte is hashed once on its way. This reader must not have been read.
     */
    public InputStream unhashed() {
        if (count > 0) {
            throw new IllegalStateException("the beginning of the blob is missing");
        }
        return new BlobReader(this);
    }

    public OptionalLong size() {
        return size;
    }

    /** The expected digest, or after the end of the stream the computed one. */
    public Optional<Digest> digest() {
        return expected.isPresent() ? expected : computed;
    }

    public String mediaType() {
        return mediaType;
    }

    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Number of bytes delivered so far. */
    public long count() {
        return count;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int n = in.read(buffer, offset, length);
        if (n < 0) {
            verifyAtEnd();
            return -1;
        }
        count += n;
        if (size.isPresent() && count > size.getAsLong()) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "blob " + name() + " is longer than the expected " + size.getAsLong() + " bytes");
        }
        if (hash != null) {
            hash.update(buffer, offset, n);
        }
        return n;
    }

    private void verifyAtEnd() throws RegistryException {
        if (size.isPresent() && count < size.getAsLong()) {
            throw RegistryException.of(
                    ErrorKind.SHORT_READ,
                    "blob " + name() + " ended after " + count + " of " + size.getAsLong() + " bytes");
        }
        if (hash == null) {
            return;
        }
        // some decoders read the end again after a failure, so the digest is kept
        Digest actual = computed.orElseGet(() -> algorithm.finish(hash.digest()));
        computed = Optional.of(actual);
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH, "digest mismatch, expected " + expected.get() + ", computed " + actual);
        }
    }

    private String name() {
        return expected.map(Digest::toString).orElse("without digest");
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
