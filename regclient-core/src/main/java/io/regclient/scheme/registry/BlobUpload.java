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
    private final UploadApi api;
    private final UploadLimits limits;
    private final long chunkSize;
    private final RegistryRef repo;
    private final Descriptor expected;
    private final BlobSource source;
    private UploadSession session;
    private boolean lost;

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

    /** True when the registry forgot the session, so that another one may succeed. */
    boolean isSessionLost() {
        return lost;
    }

    /** Sends a blob of known digest and size in one request; a failure is followed by chunks in the same session. */
    Descriptor sendAtOnce(Digest digest) throws IOException {
        CheckedBody body = new CheckedBody(source, digest, expected.size());
        try {
            api.putAll(session, digest, body, expected.size());
            return expected;
        } catch (RegistryException e) {
            IOException cause = body.failure().orElse(e);
            RegistryException failure = RegistryException.withContext(
                    "failed to send blob (put), digest " + digest + ", ref " + repo.commonName(), cause);
            lost = cause == e && e.kind() == ErrorKind.NOT_FOUND;
            boolean unanswered = cause == e && e.httpStatus().isEmpty() && !source.reopenable() && !isFinal(e);
            if ((lost || unanswered) && api.isStored(session, digest)) {
                return expected;
            }
            if (cause != e || lost || !source.reopenable() || isFinal(e)) {
                giveUp(failure);
                throw failure;
            }
            return sendInChunks(e.httpStatus().isEmpty());
        }
    }

    /** Neither a refused login nor a cancelled run gets better by another way of sending. */
    private static boolean isFinal(RegistryException e) {
        return e.kind() == ErrorKind.CANCELED || Wire.isUnauthorized(e);
    }

    /**
     * Sends the blob in chunks, checks what is known of it, and commits.
     *
     * @param afterBreak an earlier transfer broke off: the registry is asked what it has
     * @return the descriptor with digest and size
     */
    Descriptor sendInChunks(boolean afterBreak) throws IOException {
        ChunkedUpload chunks = new ChunkedUpload(api, limits, session, chunkSize);
        String what = "failed to send blob (chunk), ref " + repo.commonName();
        try (ChunkSource content = Attempt.of(what, this::open)) {
            Attempt.to(what, () -> {
                if (afterBreak) {
                    chunks.resume();
                }
                chunks.send(content);
            });
            Digest digest = content.digest();
            check(digest, content.size());
            Attempt.to(what, () -> commit(chunks.session(), digest));
            return expected.withDigest(digest).withSize(content.size());
        } catch (RegistryException e) {
            session = chunks.session();
            lost |= chunks.isSessionLost();
            giveUp(e);
            throw e;
        }
    }

    private void commit(UploadSession complete, Digest digest) throws IOException {
        try {
            api.commit(complete, digest);
        } catch (RegistryException e) {
            lost = e.kind() == ErrorKind.NOT_FOUND;
            if (!lost || !api.isStored(complete, digest)) {
                throw e;
            }
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
