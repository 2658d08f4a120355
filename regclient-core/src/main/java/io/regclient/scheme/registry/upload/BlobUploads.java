// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobSource;
import java.io.IOException;

/** Brings blobs into registries (contract BL-5 to BL-18). Thread-safe. */
public final class BlobUploads {
    private final Wire wire;
    private final UploadLimits limits;
    private final UploadApi api;

    public BlobUploads(Wire wire, UploadSizes sizes) {
        this.wire = wire;
        this.limits = new UploadLimits(sizes);
        this.api = new UploadApi(wire, limits);
    }

    /** Mounts without transfer (BL-5). */
    public Mounting mount(RegistryRef source, RegistryRef target, Descriptor blob) throws IOException {
        Digest digest = blob.digest()
                .orElseThrow(() ->
                        RegistryException.of(ErrorKind.MISSING_DIGEST, "blob descriptor without digest in " + target));
        UploadApi.Mount mount = Attempt.of(
                "failed to mount blob, digest " + digest + ", ref " + target.commonName(),
                () -> source.sameRegistry(target)
                        ? api.mount(target, source, blob, digest)
                        : api.mountFromAnywhere(target, blob, digest));
        return new Mounting(target, mount);
    }

    /** A mount that worked, or the session that was opened instead. */
    public final class Mounting {
        private final RegistryRef repo;
        private final UploadApi.Mount answer;

        private Mounting(RegistryRef repo, UploadApi.Mount answer) {
            this.repo = repo;
            this.answer = answer;
        }

        /** True when the blob is there. */
        public boolean isDone() {
            return answer.done();
        }

        /** Uploads in the session, if there is one. */
        public Descriptor put(Descriptor expected, BlobSource source) throws IOException {
            return answer.session().isPresent()
                    ? upload(answer.session().get(), typed(expected), source)
                    : BlobUploads.this.put(repo, expected, source);
        }

        /** Gives the session up. */
        public void cancel() {
            answer.session().ifPresent(api::cancel);
        }
    }

    /** Uploads, unless the registry has the blob already (BL-8, BL-18). */
    public Descriptor put(RegistryRef repo, Descriptor given, BlobSource source) throws IOException {
        Descriptor expected = typed(given);
        UploadApi.Mount mount = isKnown(expected) ? tryMount(repo, expected) : UploadApi.Mount.REFUSED;
        if (mount.done()) {
            return expected;
        }
        return upload(mount.session().isPresent() ? mount.session().get() : open(repo, expected), expected, source);
    }

    private static Descriptor typed(Descriptor given) {
        return given.mediaType().isEmpty() ? given.withMediaType(MediaType.OCTET_STREAM) : given;
    }

    private static boolean isKnown(Descriptor blob) {
        return blob.digest().isPresent() && blob.isSizeKnown();
    }

    private Descriptor upload(UploadSession first, Descriptor expected, BlobSource source) throws IOException {
        UploadTries tries = new UploadTries();
        UploadSession session = first;
        while (true) {
            UploadOutcome outcome = send(session, tries, expected, source);
            if (outcome instanceof UploadOutcome.Stored stored) {
                return stored.blob();
            }
            if (outcome instanceof UploadOutcome.Failed failed) {
                throw failed.cause();
            }
            UploadOutcome.SessionLost lost = (UploadOutcome.SessionLost) outcome;
            if (!source.reopenable() || !tries.restart(lost.interrupted())) {
                throw lost.cause();
            }
            session = openInstead(first.repo(), expected, lost.cause());
        }
    }

    private UploadOutcome send(UploadSession session, UploadTries tries, Descriptor expected, BlobSource source)
            throws IOException {
        String registry = session.repo().registry();
        long chunk = limits.chunkSize(registry, wire.host(registry));
        ChunkedUpload chunks = new ChunkedUpload(api, tries, session, chunk, limits.minimum(registry));
        SessionUpload upload = new SessionUpload(api, tries, chunks, session, expected, source);
        return isKnown(expected) && limits.inOneRequest(wire.host(registry), expected.size())
                ? upload.sendAtOnce(expected.digest().orElseThrow())
                : upload.sendInChunks();
    }

    /** The anonymous mount: whatever goes wrong, the upload is the answer. */
    private UploadApi.Mount tryMount(RegistryRef repo, Descriptor blob) throws RegistryException {
        try {
            return api.mountFromAnywhere(repo, blob, blob.digest().orElseThrow());
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                throw e;
            }
            return UploadApi.Mount.REFUSED;
        } catch (IOException e) {
            return UploadApi.Mount.REFUSED;
        }
    }

    private UploadSession open(RegistryRef repo, Descriptor expected) throws IOException {
        return Attempt.of(
                "failed to send blob post, ref " + repo.commonName(), () -> api.open(repo, expected.digestAlgorithm()));
    }

    /** Distribution 2.8 forgets a session whose transfer broke off; the blob gets a fresh one. */
    private UploadSession openInstead(RegistryRef repo, Descriptor expected, RegistryException lost)
            throws IOException {
        try {
            return open(repo, expected);
        } catch (IOException e) {
            e.addSuppressed(lost);
            throw e;
        }
    }
}
