// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.util.Optional;

/**
 * The transfer of one blob through one session: in one request when everything is known, else, or when that fails, in
 * chunks (contract BL-10 to BL-17). Used once, by one thread. A session that did not get the blob is cancelled.
 */
final class SessionUpload {
    private static final int UNAUTHORIZED = 401;

    private final UploadApi api;
    private final UploadTries tries;
    private final ChunkedUpload chunks;
    private final UploadSession session;
    private final Descriptor expected;
    private final BlobSource source;

    /**
     * Prepares an upload.
     *
     * @param chunks the way through the same session when one request does not do
     * @param expected digest and size as far as they are known
     */
    SessionUpload(
            UploadApi api,
            UploadTries tries,
            ChunkedUpload chunks,
            UploadSession session,
            Descriptor expected,
            BlobSource source) {
        this.api = api;
        this.tries = tries;
        this.chunks = chunks;
        this.session = session;
        this.expected = expected;
        this.source = source;
    }

    /**
     * Sends a blob of known digest and size in one request. While the registry is overloaded the request is repeated;
     * when its connection breaks the registry is asked how much it has; any other failure, and overload that does not
     * end, is followed by chunks in the same session (BL-11).
     */
    UploadOutcome sendAtOnce(Digest digest) throws IOException {
        while (true) {
            CheckedBody body = new CheckedBody(source, digest, expected.size());
            try {
                api.putAll(session, digest, body, expected.size());
                return new UploadOutcome.Stored(expected);
            } catch (RegistryException e) {
                if (body.failure().isPresent()) {
                    return givenUp(putFailure(digest, body.failure().get()));
                }
                if (!isPassingOverload(e) || !tries.repeat()) {
                    return afterFailedPut(digest, e);
                }
            }
        }
    }

    /** Overload ends, unless the host was given up below. */
    private boolean isPassingOverload(RegistryException e) {
        return source.reopenable() && Wire.isOverload(e) && !e.is(ErrorKind.BACKOFF_LIMIT);
    }

    private UploadOutcome afterFailedPut(Digest digest, RegistryException e) throws IOException {
        boolean interrupted = Wire.isInterruption(e);
        boolean unanswered = interrupted && !source.reopenable();
        if ((e.kind() == ErrorKind.NOT_FOUND || unanswered) && api.isStored(session, digest)) {
            return new UploadOutcome.Stored(expected);
        }
        // whatever else was answered may be about this one form of upload, also 403 and 404 of a firewall in between
        boolean refused = e.httpStatus().orElse(UNAUTHORIZED) == UNAUTHORIZED;
        if (!source.reopenable() || (refused && !interrupted)) {
            return givenUp(putFailure(digest, e));
        }
        if (interrupted) {
            try {
                chunks.resume();
            } catch (RegistryException unknown) {
                e.addSuppressed(unknown);
                return afterUnknownState(digest, e, unknown);
            }
        }
        return send(true, interrupted);
    }

    /** The session does not tell what it has: it may have ended because everything had arrived. */
    private UploadOutcome afterUnknownState(Digest digest, RegistryException e, RegistryException unknown)
            throws RegistryException {
        if (unknown.kind() == ErrorKind.CANCELED) {
            throw unknown;
        }
        if (api.isStored(session, digest)) {
            return new UploadOutcome.Stored(expected);
        }
        RegistryException failure = putFailure(digest, e);
        return ChunkedUpload.isUseless(unknown) ? sessionLost(failure, true) : givenUp(failure);
    }

    private RegistryException putFailure(Digest digest, IOException cause) {
        return RegistryException.withContext(
                "failed to send blob (put), digest " + digest + ", ref "
                        + session.repo().commonName(),
                cause);
    }

    /** Sends the blob in chunks, checks what is known of it, and commits. */
    UploadOutcome sendInChunks() throws IOException {
        return send(false, false);
    }

    /**
     * Sends the chunks.
     *
     * @param afterPut the session may hold content already
     * @param interrupted a connection broke before
     */
    private UploadOutcome send(boolean afterPut, boolean interrupted) throws IOException {
        String what = "failed to send blob (chunk), ref " + session.repo().commonName();
        try (ChunkSource content = Attempt.of(what, this::open)) {
            ChunksOutcome end = chunks.send(content);
            if (end instanceof ChunksOutcome.Stopped stopped) {
                RegistryException failure = RegistryException.withContext(what, stopped.cause());
                return stopped.lost() ? sessionLost(failure, interrupted || stopped.interrupted()) : givenUp(failure);
            }
            Digest digest = content.digest();
            Optional<RegistryException> wrong = mismatch(digest, content.size());
            if (wrong.isPresent()) {
                return givenUp(wrong.get());
            }
            try {
                commit(digest);
                return new UploadOutcome.Stored(expected.withDigest(digest).withSize(content.size()));
            } catch (RegistryException e) {
                boolean doubtful = afterPut || ((ChunksOutcome.Sent) end).disturbed();
                return e.kind() == ErrorKind.NOT_FOUND || (doubtful && isRefusal(e))
                        ? sessionLost(e.withContext(what), interrupted)
                        : givenUp(e.withContext(what));
            }
        } catch (RegistryException e) {
            return givenUp(e);
        }
    }

    /** Commits content that was verified here. */
    private void commit(Digest digest) throws IOException {
        try {
            api.commit(chunks.session(), digest);
        } catch (RegistryException e) {
            boolean unanswered = e.kind() == ErrorKind.NOT_FOUND || Wire.isInterruption(e);
            if (!unanswered || !api.isStored(chunks.session(), digest)) {
                throw e;
            }
        }
    }

    /** After a failure on the way it means that the session holds something else, for example a part twice. */
    private static boolean isRefusal(RegistryException e) {
        int status = e.httpStatus().orElse(0);
        return status == 400 || status == 416;
    }

    private ChunkSource open() throws IOException {
        return new ChunkSource(source, expected.digestAlgorithm(), chunks.chunkSize());
    }

    private Optional<RegistryException> mismatch(Digest actual, long size) {
        if (expected.digest().filter(digest -> !digest.equals(actual)).isPresent()) {
            return Optional.of(RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "digest mismatch, expected " + expected.digest().get() + ", computed " + actual));
        }
        if (expected.size() > 0 && expected.size() != size) {
            return Optional.of(RegistryException.of(
                    ErrorKind.MISMATCH, "blob size mismatch, expected " + expected.size() + ", received " + size));
        }
        return Optional.empty();
    }

    private UploadOutcome sessionLost(RegistryException failure, boolean interrupted) {
        cancel(failure);
        return new UploadOutcome.SessionLost(failure, interrupted);
    }

    private UploadOutcome givenUp(RegistryException failure) {
        cancel(failure);
        return new UploadOutcome.Failed(failure);
    }

    /** Ends the session at its newest URL; a cancelled run does not wait for that (BL-17). */
    private void cancel(RegistryException failure) {
        if (failure.kind() != ErrorKind.CANCELED) {
            api.cancel(chunks.session());
        }
    }
}
