// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Cuts a blob into chunks and hashes it on the way. The part last read can be handed out again from any offset; a
 * registry that wants something older makes the source start over, when it can.
 */
final class ChunkSource implements AutoCloseable {
    private final BlobSource source;
    private final DigestAlgorithm algorithm;
    private final ChunkWindow window;
    private final byte[] transfer = new byte[32 << 10];
    private InputStream in;
    private MessageDigest hash;
    private long windowStart;
    private long position;
    private boolean ended;

    /**
     * Opens the source.
     *
     * @param windowBytes largest chunk that will be asked for
     */
    ChunkSource(BlobSource source, DigestAlgorithm algorithm, long windowBytes) throws IOException {
        this.source = source;
        this.algorithm = algorithm;
        this.window = ChunkWindow.of(windowBytes);
        this.hash = algorithm.hasher();
        try {
            this.in = source.open();
        } catch (IOException e) {
            window.close();
            throw e;
        }
    }

    /**
     * A part of the blob.
     *
     * @param offset of its first byte
     * @param length in bytes; 0 at the end of the blob
     */
    record Chunk(long offset, long length, BlobSource body) {
        long end() {
            return offset + length;
        }
    }

    /**
     * The chunk at an offset. What is left of the part last read comes first, alone unless it is smaller than the
     * registry's minimum.
     *
     * @throws RegistryException of kind NOT_RETRYABLE when the source would have to start over and cannot
     */
    Chunk at(long offset, long chunkSize, long minimum) throws IOException {
        if (offset > position) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the registry reports " + offset + " received bytes, only " + position + " were sent");
        }
        if (offset < windowStart) {
            startOver(offset);
        }
        if (offset == position) {
            window.clear();
            windowStart = position;
            fill(chunkSize);
        } else if (position - offset < minimum) {
            fill(chunkSize - (position - offset));
        }
        return new Chunk(offset, position - offset, window.slice(offset - windowStart, position - offset));
    }

    /** Reads over the first bytes, which the registry has already. */
    void skipTo(long offset) throws IOException {
        while (position < offset && !ended) {
            readSome(offset - position);
        }
        windowStart = position;
        window.clear();
        if (position < offset) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the registry reports " + offset + " received bytes, the content has only " + position);
        }
    }

    /** Number of bytes of the blob read so far: its size once {@link #at} gave an empty chunk. */
    long size() {
        return position;
    }

    /** Digest of the blob; to be asked once, at its end. */
    Digest digest() {
        return algorithm.finish(hash.digest());
    }

    private void fill(long bytes) throws IOException {
        long left = bytes;
        while (left > 0 && !ended) {
            int n = readSome(left);
            window.append(transfer, n);
            left -= n;
        }
    }

    /** Reads, hashes and counts up to {@code most} bytes; 0 at the end. */
    private int readSome(long most) throws IOException {
        int n = in.read(transfer, 0, (int) Math.min(most, transfer.length));
        if (n < 0) {
            ended = true;
            return 0;
        }
        hash.update(transfer, 0, n);
        position += n;
        return n;
    }

    private void startOver(long offset) throws IOException {
        if (!source.reopenable()) {
            throw RegistryException.of(
                    ErrorKind.NOT_RETRYABLE,
                    "the registry wants the content from byte " + offset + " again, which can be read only once");
        }
        in.close();
        in = source.open();
        hash = algorithm.hasher();
        position = 0;
        ended = false;
        skipTo(offset);
    }

    @Override
    public void close() {
        try (window) {
            in.close();
        } catch (IOException e) {
            // what was read is verified, and nothing depends on how the source ends
        }
    }
}
