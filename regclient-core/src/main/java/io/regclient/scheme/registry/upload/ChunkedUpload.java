// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import io.regclient.scheme.registry.wire.Wire;
import java.io.IOException;
import java.util.OptionalLong;

/** The chunks of one upload, in order (contract BL-13 to BL-15). Used by one thread. */
final class ChunkedUpload {
    private final UploadApi api;
    private final UploadTries tries;
    private final long chunkSize;
    private final long minimum;
    private UploadSession session;
    private long next;
    private boolean acknowledged;
    private boolean disturbed;
    private boolean interrupted;
    private boolean lost;

    /**
     * Chunks for a session.
     *
     * @param chunkSize size of the chunks in bytes
     * @param minimum size in bytes the registry takes at least, except for the last chunk
     */
    ChunkedUpload(UploadApi api, UploadTries tries, UploadSession session, long chunkSize, long minimum) {
        this.api = api;
        this.tries = tries;
        this.session = session;
        this.chunkSize = chunkSize;
        this.minimum = minimum;
    }

    /** The session as the last answer left it. */
    UploadSession session() {
        return session;
    }

    long chunkSize() {
        return chunkSize;
    }

    /** Starts with what the registry already has, after a transfer that broke off. */
    void resume() throws IOException {
        disturbed = true;
        HttpReply status = api.status(session);
        session = session.after(status);
        next = UploadRange.of(status)
                .map(range -> range.received(false, OptionalLong.empty()))
                .orElse(0L);
    }

    /** Sends everything. */
    ChunksOutcome send(ChunkSource source) {
        try {
            source.skipTo(next);
            ChunkSource.Chunk chunk = source.at(next, chunkSize, minimum);
            while (chunk.length() > 0) {
                send(chunk);
                chunk = source.at(next, chunkSize, minimum);
            }
            return new ChunksOutcome.Sent(disturbed);
        } catch (IOException e) {
            return new ChunksOutcome.Stopped(e, lost, interrupted);
        }
    }

    private void send(ChunkSource.Chunk chunk) throws IOException {
        RegistryException failure;
        OptionalLong refused = OptionalLong.empty();
        try {
            HttpReply reply = api.patch(session, chunk.offset(), chunk.body(), chunk.length());
            if (UploadApi.isPatched(reply)) {
                taken(chunk, reply);
                return;
            }
            failure = Wire.unexpected(reply.status());
            if (reply.status() == 416) {
                refused = OptionalLong.of(chunk.offset());
            }
            if (statesProgress(reply)) {
                setback(failure);
                continueAt(reply, refused);
                return;
            }
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED || Wire.isUnauthorized(e)) {
                throw e; // who may not write gains nothing from asking how much has arrived
            }
            failure = e;
            interrupted |= Wire.isInterruption(e);
        }
        setback(failure);
        askWhereToContinue(failure, refused);
    }

    private void taken(ChunkSource.Chunk chunk, HttpReply reply) throws RegistryException {
        acknowledged = true;
        session = session.after(reply);
        next = UploadRange.of(reply).map(UploadRange::received).orElse(chunk.end());
        if (next > chunk.offset()) {
            tries.progress();
        } else {
            setback(RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the registry accepted a chunk at byte " + chunk.offset() + " but reports " + next + " bytes"));
        }
    }

    /** A refusal with both headers is a report of the state (SP-3). */
    private static boolean statesProgress(HttpReply reply) throws RegistryException {
        return reply.status() >= 400
                && reply.status() < 500
                && reply.header("Location").isPresent()
                && UploadRange.of(reply).isPresent();
    }

    private void askWhereToContinue(RegistryException failure, OptionalLong refused) throws IOException {
        try {
            continueAt(api.status(session), refused);
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                throw e;
            }
            lost = isUseless(e);
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** A session that does not say how much it has cannot be continued: the upload starts over. */
    static boolean isUseless(RegistryException statusFailure) {
        return Wire.isInterruption(statusFailure)
                || (statusFailure.httpStatus().isPresent() && !Wire.isUnauthorized(statusFailure));
    }

    /** Without a range the registry has what it acknowledged before. */
    private void continueAt(HttpReply reply, OptionalLong refused) throws RegistryException {
        session = session.after(reply);
        UploadRange.of(reply).ifPresent(range -> next = range.received(acknowledged, refused));
    }

    private void setback(RegistryException failure) throws RegistryException {
        disturbed = true;
        if (!tries.setback()) {
            throw failure;
        }
    }
}
