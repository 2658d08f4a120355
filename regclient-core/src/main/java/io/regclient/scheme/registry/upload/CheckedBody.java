// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The body of an upload whose digest and size are announced (contract BL-10). The last bytes are only handed out when
 * size and digest are right, so that a registry never gets all of a wrong blob. Failures of the content are kept: the
 * sender sees them as failures of its connection.
 */
final class CheckedBody implements BlobSource {
    private final BlobSource source;
    private final Digest digest;
    private final long size;
    private volatile Optional<IOException> failure = Optional.empty();
    private volatile boolean wrongContent;

    CheckedBody(BlobSource source, Digest digest, long size) {
        this.source = source;
        this.digest = digest;
        this.size = size;
    }

    /** What went wrong with the content the last time it was read. */
    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public InputStream open() throws IOException {
        if (wrongContent) {
            throw failure.orElseThrow();
        }
        failure = Optional.empty();
        try {
            return new Stream(source.open());
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    /** Content that turned out wrong is not sent again. */
    @Override
    public boolean reopenable() {
        return source.reopenable() && !wrongContent;
    }

    private final class Stream extends BulkInputStream {
        private final MessageDigest hash = digest.algorithm().hasher();
        private final InputStream in;
        private long count;

        Stream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                if (n > 0) {
                    count += n;
                    hash.update(buffer, offset, n);
                }
                if (n < 0 || count >= size) {
                    check(n);
                }
                return n;
            } catch (IOException e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        private void check(int lastRead) throws IOException {
            if (count < size) {
                throw wrong(
                        ErrorKind.SHORT_READ, "blob " + digest + " ended after " + count + " of " + size + " bytes");
            }
            if (count > size || (lastRead > 0 && in.read() >= 0)) {
                throw wrong(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "blob " + digest + " is longer than the expected " + size + " bytes");
            }
            if (lastRead > 0) {
                Digest actual = digest.algorithm().finish(hash.digest());
                if (!actual.equals(digest)) {
                    throw wrong(
                            ErrorKind.DIGEST_MISMATCH, "digest mismatch, expected " + digest + ", computed " + actual);
                }
            }
        }

        private RegistryException wrong(ErrorKind kind, String message) {
            wrongContent = true;
            return RegistryException.of(kind, message);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
