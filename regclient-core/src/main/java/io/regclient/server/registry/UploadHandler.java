// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.server.message.ByteRange;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Blob uploads (OCI distribution specification, "Pushing blobs"): in one piece, in chunks, by mount. */
final class UploadHandler {
    private final StoreDirectory store;
    private final UploadTable uploads;
    private final RegistryOptions options;

    UploadHandler(StoreDirectory store, UploadTable uploads, RegistryOptions options) {
        this.store = store;
        this.uploads = uploads;
        this.options = options;
    }

    Reply handle(Request request, Route.NewUpload route) throws IOException {
        if (!request.method().equals("POST")) {
            throw Dispatcher.methodNotAllowed("POST");
        }
        Repository repository = store.repository(route.name());
        Optional<String> mount = request.query("mount");
        if (mount.isPresent()) {
            Digest digest = parseDigest(mount.get());
            Optional<Repository> source = findSource(request, digest);
            if (source.isPresent()) {
                repository.mountBlob(source.get(), digest);
                return created(repository, digest);
            }
        }
        Optional<String> monolithic = request.query("digest");
        if (monolithic.isPresent()) {
            Digest digest = parseDigest(monolithic.get());
            return uploadAtOnce(request, repository, digest);
        }
        return accepted(uploads.start(route.name(), request.client(), algorithm(request)), true);
    }

    Reply handle(Request request, Route.Upload route) throws IOException {
        PendingUpload upload = uploads.find(route.name(), route.id());
        upload.lock();
        try {
            uploads.find(route.name(), route.id()); // it may have ended while this request waited
            return switch (request.method()) {
                case "GET", "HEAD" -> status(upload);
                case "PATCH" -> append(request, upload);
                case "PUT" -> finish(request, upload);
                case "DELETE" -> cancel(upload);
                default -> throw Dispatcher.methodNotAllowed("GET, PATCH, PUT, DELETE");
            };
        } finally {
            upload.unlock();
        }
    }

    private Optional<Repository> findSource(Request request, Digest digest) throws IOException {
        Optional<String> from = request.query("from");
        if (from.isPresent()) {
            return RepositoryName.tryParse(from.get())
                    .filter(name -> options.has(RegistryFeature.MOUNT))
                    .map(store::repository)
                    .filter(source -> source.has(digest));
        }
        if (!options.has(RegistryFeature.CONTENT_DISCOVERY)) {
            return Optional.empty();
        }
        return store.repositories().stream()
                .map(name -> store.repository(new RepositoryName(name)))
                .filter(source -> source.has(digest))
                .findFirst();
    }

    private Reply uploadAtOnce(Request request, Repository repository, Digest digest) throws IOException {
        PendingUpload upload = uploads.start(repository.name(), request.client(), digest.algorithm());
        upload.lock();
        try {
            upload.append(request.body(), request.contentLength(), options.maxBlobBytes());
            return commit(upload, digest);
        } finally {
            upload.unlock();
            uploads.end(upload);
        }
    }

    private Reply append(Request request, PendingUpload upload) throws IOException {
        checkPlace(request, upload);
        upload.append(request.body(), request.contentLength(), options.maxBlobBytes());
        return accepted(upload, false);
    }

    private Reply finish(Request request, PendingUpload upload) throws IOException {
        Digest digest = parseDigest(request.query("digest").orElse(""));
        checkPlace(request, upload);
        upload.append(request.body(), request.contentLength(), options.maxBlobBytes());
        try {
            return commit(upload, digest);
        } finally {
            uploads.end(upload);
        }
    }

    private Reply commit(PendingUpload upload, Digest expected) throws IOException {
        Digest actual = upload.digest(expected.algorithm());
        if (!actual.equals(expected)) {
            throw Refusal.of(
                    ErrorCode.DIGEST_INVALID,
                    "expected " + expected + ", received " + upload.received() + " bytes with " + actual);
        }
        Repository repository = store.repository(upload.repository());
        repository.addBlob(upload.file(), expected);
        return created(repository, expected);
    }

    private Reply cancel(PendingUpload upload) throws IOException {
        uploads.end(upload);
        return Reply.of(204);
    }

    /** A chunk that does not continue where the upload stands is refused with what is there (SP-3). */
    private static void checkPlace(Request request, PendingUpload upload) throws Refusal {
        Optional<String> header = request.header("Content-Range");
        if (header.isEmpty()) {
            return;
        }
        ByteRange place = ByteRange.ofChunk(header.get())
                .orElseThrow(() -> Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range is not <start>-<end>"));
        if (place.first() != upload.received() || !place.isOrdered()) {
            throw Refusal.of(
                            ErrorCode.RANGE_INVALID,
                            "the chunk is at " + place.first() + "-" + place.last() + ", expected one at "
                                    + upload.received())
                    .withHeader("Location", location(upload))
                    .withHeader("Range", upload.range())
                    .withHeader("Docker-Upload-UUID", upload.id());
        }
        OptionalLong length = request.contentLength();
        if (length.isPresent() && length.getAsLong() != place.length()) {
            throw Refusal.of(
                    ErrorCode.SIZE_INVALID,
                    "Content-Range names " + place.length() + " bytes, Content-Length " + length.getAsLong());
        }
    }

    private static Reply status(PendingUpload upload) {
        return Reply.of(204)
                .with("Location", location(upload))
                .with("Range", upload.range())
                .with("Docker-Upload-UUID", upload.id());
    }

    private Reply accepted(PendingUpload upload, boolean isNew) {
        Reply reply = Reply.of(202)
                .with("Location", location(upload))
                .with("Range", upload.range())
                .with("Docker-Upload-UUID", upload.id());
        return isNew && options.chunkMinBytes() > 0
                ? reply.with("OCI-Chunk-Min-Length", Long.toString(options.chunkMinBytes()))
                : reply;
    }

    private Reply created(Repository repository, Digest digest) {
        Reply reply = Reply.of(201).with("Location", "/v2/" + repository.name() + "/blobs/" + digest);
        return Dispatcher.withDigest(reply, digest, options);
    }

    private static String location(PendingUpload upload) {
        return "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id();
    }

    private static Digest parseDigest(String text) throws Refusal {
        return Digest.tryParse(text)
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.DIGEST_INVALID,
                        "a digest parameter with a known algorithm"
                                + " and its number of lower-case hexadecimal digits is required"));
    }

    private static DigestAlgorithm algorithm(Request request) throws Refusal {
        try {
            return DigestAlgorithm.parse(request.query("digest-algorithm").orElse(DigestAlgorithm.SHA256.id()));
        } catch (RegistryException e) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, String.valueOf(e.getMessage()))
                    .withStatus(400);
        }
    }
}
