// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.model.MediaType;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Page;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The referrers API (OCI distribution specification, "Listing Referrers"). The manifests themselves are the only record
 * of what refers to what; a fallback tag that a client kept before counts as well, as the specification demands.
 */
final class ReferrerHandler {
    private static final int REMEMBERED_MANIFESTS = 4096;

    private final StoreDirectory store;
    private final RegistryOptions options;

    /** Facts by digest: content under a digest never changes. Empty: not a manifest. */
    private final RecentlyUsed<Digest, Optional<ManifestFacts>> facts = new RecentlyUsed<>(REMEMBERED_MANIFESTS);

    ReferrerHandler(StoreDirectory store, RegistryOptions options) {
        this.store = store;
        this.options = options;
    }

    Reply handle(Request request, Route.Referrers route) throws IOException {
        if (!options.has(RegistryFeature.REFERRERS_API)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "the referrers API is switched off")
                    .withStatus(404);
        }
        Dispatcher.requireRead(request);
        Digest subject = Digest.tryParse(route.digest())
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "not a digest this registry knows"));
        Optional<String> type = request.query("artifactType").filter(t -> !t.isEmpty());
        NavigableMap<String, Object> found = find(store.repository(route.name()), subject, type);
        Page page = Page.of(request, found.navigableKeySet(), options.pageSize());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemaVersion", 2L);
        body.put("mediaType", MediaType.OCI_INDEX);
        body.put("manifests", page.entries().stream().map(found::get).toList());
        Reply reply = Reply.of(200)
                .with("Content-Type", MediaType.OCI_INDEX)
                .withBody(new Reply.Text(JsonWriter.write(body, JsonStyle.COMPACT)));
        if (type.isPresent()) {
            reply = reply.with("OCI-Filters-Applied", "artifactType");
        }
        return page.link(
                reply,
                "/v2/" + route.name() + "/referrers/" + subject,
                type.map(t -> "&artifactType=" + URLEncoder.encode(t, StandardCharsets.UTF_8)));
    }

    /** Descriptors by digest, so that pages stay in order while others push. */
    private NavigableMap<String, Object> find(Repository repository, Digest subject, Optional<String> type)
            throws IOException {
        NavigableMap<String, Object> found = new TreeMap<>();
        for (Digest digest : candidates(repository, subject)) {
            Optional<ManifestFacts> manifest = facts(repository, digest);
            boolean refers = manifest.flatMap(ManifestFacts::subject).equals(Optional.of(subject));
            if (refers && type.map(manifest.get().artifactType()::equals).orElse(true)) {
                long size = repository.sizeOf(digest).orElse(0);
                found.put(digest.toString(), descriptor(manifest.get(), digest, size));
            }
        }
        return found;
    }

    private static Set<Digest> candidates(Repository repository, Digest subject) throws IOException {
        Optional<RepositoryIndex> index = repository.findIndex();
        if (index.isEmpty()) {
            return Set.of();
        }
        Set<Digest> digests = new LinkedHashSet<>(index.get().manifests());
        Optional<IndexEntry> fallback = index.get().findTag(fallbackTag(subject));
        if (fallback.isPresent()) {
            digests.addAll(children(repository, fallback.get().digest()));
        }
        return digests;
    }

    /** The tag of the fallback scheme; its hexadecimal part is cut to 64 digits (contract RF-4). */
    private static String fallbackTag(Digest subject) {
        String hex = subject.hex();
        return subject.algorithm().id() + "-" + hex.substring(0, Math.min(64, hex.length()));
    }

    private static List<Digest> children(Repository repository, Digest index) throws IOException {
        List<Digest> digests = new ArrayList<>();
        Optional<byte[]> content = repository.readManifest(index);
        if (content.isEmpty()) {
            return digests;
        }
        try {
            for (JsonObject entry :
                    Json.parseObject(content.get(), "fallback tag").objects("manifests")) {
                Digest.tryParse(entry.string("digest")).ifPresent(digests::add);
            }
        } catch (RegistryException e) {
            return List.of(); // the tag holds something else: no referrers there (SP-1)
        }
        return digests;
    }

    private Optional<ManifestFacts> facts(Repository repository, Digest digest) throws IOException {
        if (!repository.has(digest)) {
            return Optional.empty();
        }
        Optional<Optional<ManifestFacts>> known = facts.get(digest);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<byte[]> content = repository.readManifest(digest);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        String type = repository.findManifest(digest).map(IndexEntry::mediaType).orElse("");
        Optional<ManifestFacts> read = ManifestFacts.tryParse(type, content.get());
        facts.put(digest, read);
        return read;
    }

    private static Map<String, Object> descriptor(ManifestFacts manifest, Digest digest, long size) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", manifest.mediaType());
        descriptor.put("digest", digest.toString());
        descriptor.put("size", size);
        if (!manifest.annotations().isEmpty()) {
            descriptor.put("annotations", manifest.annotations());
        }
        if (!manifest.artifactType().isEmpty()) {
            descriptor.put("artifactType", manifest.artifactType());
        }
        return descriptor;
    }
}
