// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.RegistryRef;
import io.regclient.stream.BlobSource;
import java.io.IOException;

/**
 * The transfer of one blob through one session: in one request when everything is known, else, or when that fails, in
 * chunks (contract BL-10 to BL-17). Used once, by one thread.
 */
final class BlobUpload {
    /** So many times a blob is sent in one request to an overloaded registry, like other requests (RB-5). */
    private static final int MAX_PUTS = 5;

    private final UploadApi api;
    private final UploadLimits limits;
    private final long chunkSize;
    private final RegistryRef repo;
    private final Descriptor expected;
    private final BlobSource source;
    private UploadSession session;
    private boolean lost;
    private boolean interrupted;

    /**
     * Prepares an upload.
     *
     * @param chunkSize size of the chunks in bytes, when there are any
     * @param expected digest and size as far as they are known
     */
    BlobUpload(
            UploadApi api,
            UploadLimits limits,
            long chunkSize,
            UploadSession session,
            Descriptor expected,
            BlobSource source) {
        this.api = api;
        this.limits = limits;
        this.chunkSize = chunkSize;
        this.repo = session.repo();
        this.session = session;
        this.expected = expected;
        this.source = source;
    }

    /** True when the session is of no use any more, so that another one may succeed. */
    boolean isSessionLost() {
        return lost;
    }

    /** True when a connection broke, which says nothing about the next one. */
    boolean wasInterrupted() {
        return interrupted;
    }

    /**
     * Sends a blob of known digest and size in one request. While the registry is overloaded the request is repeated;
     * when its connection breaks the registry is asked how much it has; any other failure, and overload that does not
     * end, is followed by chunks in the same session (BL-11).
     */
    Descriptor sendAtOnce(Digest digest) throws IOException {
        for (int tries = 1; ; tries++) {
            CheckedBody body = new CheckedBody(source, digest, expected.size());
            try {
                api.putAll(session, digest, body, expected.size());
                return expected;
            } catch (RegistryException e) {
                if (body.failure().isPresent()) {
                    throw givenUp(digest, body.failure().get());
                }
                if (tries >= MAX_PUTS || !mayPutAgain(e)) {
                    return afterFailedPut(digest, e);
                }
            }
        }
    }

    /** Overload ends, unless the host was given up below. */
    private boolean mayPutAgain(RegistryException e) {
        return source.reopenable() && Wire.isOverload(e) && !e.is(ErrorKind.BACKOFF_LIMIT);
    }

    private Descriptor afterFailedPut(Digest digest, RegistryException e) throws IOException {
        interrupted = Wire.isInterruption(e);
        lost = e.kind() == ErrorKind.NOT_FOUND;
        boolean unanswered = interrupted && !source.reopenable();
        if ((lost || unanswered) && api.isStored(session, digest)) {
            return expected;
        }
        boolean refused = e.httpStatus().isEmpty() || Wire.isUnauthorized(e);
        boolean goesOn = source.reopenable() && (interrupted || !refused);
        if (lost || !goesOn) {
            throw givenUp(digest, e);
        }
        ChunkedUpload chunks = new ChunkedUpload(api, limits, session, chunkSize);
        if (interrupted) {
            try {
                chunks.resume();
            } catch (RegistryException unknown) {
                e.addSuppressed(unknown);
                return afterUnknownState(digest, e, unknown);
            }
        }
        return send(chunks, true);
    }

    /** The session does not tell what it has: it may have ended because everything had arrived. */
    private Descriptor afterUnknownState(Digest digest, RegistryException e, RegistryException unknown)
            throws RegistryException {
        if (unknown.kind() == ErrorKind.CANCELED) {
            throw unknown;
        }
        if (api.isStored(session, digest)) {
            return expected;
        }
        lost = ChunkedUpload.isUseless(unknown);
        throw givenUp(digest, e);
    }

    /** Cancels the session and gives the failure its context. */
    private RegistryException givenUp(Digest digest, IOException cause) {
        RegistryException failure = RegistryException.withContext(
                "failed to send blob (put), digest " + digest + ", ref " + repo.commonName(), cause);
        giveUp(failure);
        return failure;
    }

    /**
     * Sends the blob in chunks, checks what is known of it, and commits.
     *
     * @return the descriptor with digest and size
     */
    Descriptor sendInChunks() throws IOException {
        return send(new ChunkedUpload(api, limits, session, chunkSize), false);
    }

    private Descriptor send(ChunkedUpload chunks, boolean afterPut) throws IOException {
        String what = "failed to send blob (chunk), ref " + repo.commonName();
        try (ChunkSource content = Attempt.of(what, this::open)) {
            Attempt.to(what, () -> chunks.send(content));
            Digest digest = content.digest();
            check(digest, content.size());
            Attempt.to(what, () -> commit(chunks, afterPut, digest));
            return expected.withDigest(digest).withSize(content.size());
        } catch (RegistryException e) {
            session = chunks.session();
            lost |= chunks.isSessionLost();
            interrupted |= chunks.wasInterrupted();
            giveUp(e);
            throw e;
        }
    }

    /**
     * Commits content that was verified here. After a failure on the way a registry that refuses it holds something
     * else, for example a part twice; that session is of no use then.
     */
    private void commit(ChunkedUpload chunks, boolean afterPut, Digest digest) throws IOException {
        try {
            api.commit(chunks.session(), digest);
        } catch (RegistryException e) {
            boolean gone = e.kind() == ErrorKind.NOT_FOUND;
            if ((gone || Wire.isInterruption(e)) && api.isStored(chunks.session(), digest)) {
                return;
            }
            int status = e.httpStatus().orElse(0);
            lost = gone || ((afterPut || chunks.isDisturbed()) && (status == 400 || status == 416));
            throw e;
        }
    }

    private ChunkSource open() throws IOException {
        return new ChunkSource(source, expected.digestAlgorithm(), chunkSize);
    }

    private void check(Digest actual, long size) throws RegistryException {
        if (expected.digest().filter(digest -> !digest.equals(actual)).isPresent()) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "digest mismatch, expected " + expected.digest().get() + ", computed " + actual);
        }
        if (expected.size() > 0 && expected.size() != size) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH, "blob size mismatch, expected " + expected.size() + ", received " + size);
        }
    }

    /** Cancels the session at its newest URL; a cancelled run does not wait for that (BL-17). */
    private void giveUp(RegistryException failure) {
        if (failure.kind() != ErrorKind.CANCELED) {
            api.cancel(session);
        }
    }
}
