// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.model.MediaType;
import io.regclient.server.message.ByteRange;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Preconditions;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Download and deletion of blobs. */
final class BlobHandler {
    private final StoreDirectory store;
    private final RegistryOptions options;

    BlobHandler(StoreDirectory store, RegistryOptions options) {
        this.store = store;
        this.options = options;
    }

    Reply handle(Request request, Route.Blobs route) throws IOException {
        Digest digest = Digest.tryParse(route.digest())
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "not a digest this registry knows"));
        Repository repository = store.repository(route.name());
        return switch (request.method()) {
            case "GET", "HEAD" -> get(request, repository, digest);
            case "DELETE" -> delete(repository, digest);
            default -> throw Dispatcher.methodNotAllowed("GET, HEAD, DELETE");
        };
    }

    private Reply get(Request request, Repository repository, Digest digest) throws Refusal {
        OptionalLong size = repository.sizeOf(digest);
        if (size.isEmpty()) {
            throw unknown(repository, digest);
        }
        Reply reply = Dispatcher.withDigest(Reply.of(200), digest, options)
                .with("Accept-Ranges", "bytes")
                .with("ETag", Preconditions.entityTag(digest));
        if (Preconditions.isUnchanged(request, digest)) {
            return new Reply(304, reply.headers(), new Reply.Empty());
        }
        reply = reply.with("Content-Type", MediaType.OCTET_STREAM);
        long length = size.getAsLong();
        Optional<String> wanted = request.header("Range").filter(h -> Preconditions.rangeApplies(request, digest));
        Optional<ByteRange> range = wanted.isPresent() ? ByteRange.requested(wanted.get(), length) : Optional.empty();
        if (range.isEmpty()) {
            return reply.withBody(new Reply.FilePart(repository.file(digest), 0, length));
        }
        ByteRange part = range.get();
        return new Reply(206, reply.headers(), new Reply.FilePart(repository.file(digest), part.first(), part.length()))
                .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length);
    }

    private Reply delete(Repository repository, Digest digest) throws IOException {
        if (!options.has(RegistryFeature.DELETE)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "deletion is switched off");
        }
        if (!repository.deleteBlob(digest)) {
            throw unknown(repository, digest);
        }
        return Reply.of(202);
    }

    private static Refusal unknown(Repository repository, Digest digest) {
        return Refusal.of(ErrorCode.BLOB_UNKNOWN, "no blob " + digest + " in " + repository.name());
    }
}
