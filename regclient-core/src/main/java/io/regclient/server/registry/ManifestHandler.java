// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Preconditions;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pull, push and deletion of manifests by tag and by digest. */
final class ManifestHandler {
    private final StoreDirectory store;
    private final RegistryOptions options;
    private final Optional<PullQuota> quota;

    ManifestHandler(StoreDirectory store, RegistryOptions options, Optional<PullQuota> quota) {
        this.store = store;
        this.options = options;
        this.quota = quota;
    }

    Reply handle(Request request, Route.Manifests route) throws IOException {
        Repository repository = store.repository(route.name());
        return switch (request.method()) {
            case "GET" -> limited(true, get(request, repository, route.reference()));
            case "HEAD" -> limited(false, get(request, repository, route.reference()));
            case "PUT" -> put(request, repository, route.reference());
            case "DELETE" -> delete(repository, route.reference());
            default -> throw Dispatcher.methodNotAllowed("GET, HEAD, PUT, DELETE");
        };
    }

    private Reply limited(boolean counts, Reply reply) throws Refusal {
        return quota.isPresent() ? quota.get().apply(counts, reply) : reply;
    }

    private Reply get(Request request, Repository repository, String reference) throws IOException {
        IndexEntry manifest = find(repository, reference);
        Reply reply = Dispatcher.withDigest(Reply.of(200), manifest.digest(), options)
                .with("ETag", Preconditions.entityTag(manifest.digest()));
        if (Preconditions.isUnchanged(request, manifest.digest())) {
            return new Reply(304, reply.headers(), new Reply.Empty());
        }
        long size = repository.sizeOf(manifest.digest()).orElseThrow(() -> unknown(repository, reference));
        return reply.with("Content-Type", manifest.mediaType())
                .withBody(new Reply.FilePart(repository.file(manifest.digest()), 0, size));
    }

    private IndexEntry find(Repository repository, String reference) throws IOException {
        Optional<Digest> digest = Digest.tryParse(reference);
        if (digest.isEmpty()) {
            RepositoryIndex index = repository.findIndex().orElseThrow(() -> unknownName(repository));
            digest = index.findTag(reference).map(IndexEntry::digest);
        }
        Optional<IndexEntry> manifest = digest.isPresent() ? repository.findManifest(digest.get()) : Optional.empty();
        if (manifest.isEmpty() && !repository.exists()) {
            throw unknownName(repository);
        }
        return manifest.orElseThrow(() -> unknown(repository, reference));
    }

    private Reply put(Request request, Repository repository, String reference) throws IOException {
        byte[] content = body(request);
        ManifestFacts facts = ManifestFacts.parse(
                MediaType.base(request.header("Content-Type").orElse("")), content);
        ManifestTarget target = ManifestTarget.of(request, reference, options);
        Digest digest = target.algorithm().digest(content);
        target.check(digest);
        checkReferences(repository, facts);
        IndexEntry manifest = IndexEntry.of(facts.mediaType(), digest, content.length);
        repository.putManifest(manifest, content, target.tags(), index -> {
            Optional<Digest> current = Digest.tryParse(reference).isPresent()
                    ? index.findDigest(digest).map(IndexEntry::digest)
                    : index.findTag(reference).map(IndexEntry::digest);
            Preconditions.checkPush(request, current);
        });
        Reply reply = Reply.of(201).with("Location", "/v2/" + repository.name() + "/manifests/" + digest);
        reply = Dispatcher.withDigest(reply, digest, options);
        for (String tag : target.confirmedTags()) {
            reply = reply.with("OCI-Tag", tag);
        }
        return facts.subject().isPresent() && options.has(RegistryFeature.REFERRERS_API)
                ? reply.with("OCI-Subject", facts.subject().get().toString())
                : reply;
    }

    private static byte[] body(Request request) throws IOException {
        OptionalLong announced = request.contentLength();
        if (announced.orElse(0) > Manifest.MAX_PUSH_BYTES) {
            throw tooLarge();
        }
        byte[] content = request.body().readNBytes(Manifest.MAX_PUSH_BYTES + 1);
        if (content.length > Manifest.MAX_PUSH_BYTES) {
            throw tooLarge();
        }
        if (announced.isPresent() && announced.getAsLong() != content.length) {
            throw Refusal.of(
                    ErrorCode.SIZE_INVALID,
                    "received " + content.length + " of " + announced.getAsLong() + " announced bytes");
        }
        return content;
    }

    private static Refusal tooLarge() {
        return Refusal.of(ErrorCode.SIZE_INVALID, "a manifest may have at most " + Manifest.MAX_PUSH_BYTES + " bytes")
                .withStatus(413);
    }

    private void checkReferences(Repository repository, ManifestFacts facts) throws Refusal {
        if (!options.has(RegistryFeature.REFERENCE_VALIDATION)) {
            return;
        }
        List<Digest> missing =
                facts.references().stream().filter(d -> !repository.has(d)).toList();
        if (!missing.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.MANIFEST_BLOB_UNKNOWN,
                    missing.getFirst() + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : ""));
        }
    }

    private Reply delete(Repository repository, String reference) throws IOException {
        Optional<Digest> digest = Digest.tryParse(reference);
        boolean allowed =
                options.has(RegistryFeature.DELETE) && (digest.isPresent() || options.has(RegistryFeature.TAG_DELETE));
        if (!allowed) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "deletion is switched off");
        }
        if (!repository.exists()) {
            throw unknownName(repository);
        }
        boolean deleted =
                digest.isPresent() ? repository.deleteManifest(digest.get()) : repository.deleteTag(reference);
        if (!deleted) {
            throw unknown(repository, reference);
        }
        return Reply.of(202);
    }

    private static Refusal unknown(Repository repository, String reference) {
        return Refusal.of(ErrorCode.MANIFEST_UNKNOWN, "no manifest " + reference + " in " + repository.name());
    }

    private static Refusal unknownName(Repository repository) {
        return Refusal.of(ErrorCode.NAME_UNKNOWN, "no repository " + repository.name());
    }
}
