// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** An upload session: a file that grows, hashed on the way. What arrived before a broken connection stays. */
final class PendingUpload {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int LOCK_SECONDS = 5;

    private final String id;
    private final RepositoryName repository;
    private final Path file;
    private final DigestAlgorithm algorithm;
    private final MessageDigest hash;
    private final ReentrantLock lock = new ReentrantLock();
    private final InetAddress client;
    private final InstantSource clock;
    private volatile long received;
    private volatile boolean ended;
    private volatile Instant lastUse;

    /**
     * Opens a session.
     *
     * @param client the machine that opened it
     * @param file an empty file
     */
    PendingUpload(
            String id,
            RepositoryName repository,
            InetAddress client,
            Path file,
            DigestAlgorithm algorithm,
            InstantSource clock) {
        this.id = id;
        this.repository = repository;
        this.client = client;
        this.file = file;
        this.clock = clock;
        this.algorithm = algorithm;
        this.hash = algorithm.hasher();
        this.lastUse = clock.instant();
    }

    String id() {
        return id;
    }

    RepositoryName repository() {
        return repository;
    }

    InetAddress client() {
        return client;
    }

    Path file() {
        return file;
    }

    /** Bytes stored so far. */
    long received() {
        return received;
    }

    /** When a request began to use it or content arrived. */
    Instant lastUse() {
        return lastUse;
    }

    void touch() {
        lastUse = clock.instant();
    }

    /** True while a request reads or writes it. */
    boolean isInUse() {
        return lock.isLocked();
    }

    /** Lets a request that still feeds it fail with its next bytes: nobody can finish it any more. */
    void end() {
        ended = true;
    }

    /** The Range header of an answer; nothing received reads {@code 0-0}, as distribution has it (BL-15). */
    String range() {
        return "0-" + Math.max(0, received - 1);
    }

    /**
     * Reserves the session for one request.
     *
     * @throws Refusal when another request has used it for some seconds
     */
    void lock() throws Refusal {
        try {
            if (lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, "another request is writing to this upload")
                .withStatus(409);
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Appends a request body.
     *
     * @param announced length of the body when known; a different length is refused
     * @param maxBytes largest size of the whole blob; 0: no limit
     */
    void append(InputStream body, OptionalLong announced, long maxBytes) throws IOException {
        long start = received;
        long total = start;
        if (maxBytes > 0 && announced.isPresent() && start + announced.getAsLong() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.position(start);
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (maxBytes > 0 && total + n > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                if (ended) {
                    throw Refusal.of(
                            ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload was idle and has made room for another");
                }
                touch();
                ByteBuffer rest = ByteBuffer.wrap(buffer, 0, n);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                hash.update(buffer, 0, n);
                total += n;
                received = total;
            }
        }
        if (announced.isPresent() && total - start != announced.getAsLong()) {
            throw Refusal.of(
                    ErrorCode.SIZE_INVALID,
                    "received " + (total - start) + " of " + announced.getAsLong() + " announced bytes");
        }
    }

    private static Refusal tooLarge(long maxBytes) {
        return Refusal.of(ErrorCode.SIZE_INVALID, "this registry takes blobs of at most " + maxBytes + " bytes")
                .withStatus(413);
    }

    /** Digest of the received content in the algorithm of the expected one; ends the upload. */
    Digest digest(DigestAlgorithm wanted) throws IOException {
        if (Files.size(file) > received) {
            cutFailedWrite();
        }
        if (wanted == algorithm) {
            return algorithm.finish(hash.digest());
        }
        // The client did not announce the algorithm when it opened the upload
        MessageDigest other = wanted.hasher();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                other.update(buffer, 0, n);
            }
        }
        return wanted.finish(other.digest());
    }

    /** A write that failed half way (full disk) left bytes that were never counted. */
    private void cutFailedWrite() throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(received);
        }
    }
}
