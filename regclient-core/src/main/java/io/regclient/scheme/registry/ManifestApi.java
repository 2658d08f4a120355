// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.registry.wire.DigestHeader;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.throttle.Work;
import io.regclient.time.ReadOnce;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** Reading and deleting manifests (contract MF-1 to MF-12, MF-17, MF-19). Failures carry no context yet. */
final class ManifestApi {
    /** The specification asks for 202; some registries answer 200 or 204 (MF-17). */
    static final Set<Integer> DELETED = Set.of(200, 202, 204);

    /** Larger manifests are not kept: a full cache of them would fill the memory. */
    static final int MAX_CACHED_BYTES = 1 << 20;

    /** A manifest that was read by its digest may be deleted in the meantime. */
    static final Duration READ_AGAIN = Duration.ofMinutes(10);

    /** What is made of the bytes of a manifest takes several times as much memory. */
    private static final int MEMORY_FACTOR = 4;

    private final Wire wire;
    private final RecentlyUsed<Ref, Manifest> cache;
    private final ReadOnce<Ref, Manifest> reads;
    private final ApiMemory heads;
    private final Set<String> headless = ConcurrentHashMap.newKeySet();

    /**
     * Manifests.
     *
     * @param cache answers every question about a digest
     * @param reads answers for GET by digest alone: whether a manifest is still there is always asked
     * @param heads remembers registries that have no HEAD
     */
    ManifestApi(Wire wire, RecentlyUsed<Ref, Manifest> cache, ReadOnce<Ref, Manifest> reads, ApiMemory heads) {
        this.wire = wire;
        this.cache = cache;
        this.reads = reads;
        this.heads = heads;
    }

    /** Who may answer a read. */
    enum Source {
        MIRRORS_TOO,
        /** Only the registry itself: what is read decides about a change, a mirror may be stale (RF-7). */
        REGISTRY
    }

    /**
     * HEAD of a manifest; empty for 404. By digest the cache may answer (MF-4). A GET follows where the registry has no
     * HEAD (405, 501) or its answer does not say what kind of manifest there is.
     */
    Optional<ManifestHead> head(RegistryRef ref, Source source) throws IOException {
        String version = version(ref);
        Optional<Digest> wanted = digestOf(ref);
        Optional<Manifest> known = wanted.flatMap(digest -> cache.get(ref.withDigest(digest)));
        if (known.isPresent()) {
            return Optional.of(headOf(known.get()));
        }
        RegistryRef registry = RegistryRef.ofRegistry(ref.registry());
        if (!heads.isAvailable(registry).orElse(true)) {
            return readInstead(ref, source);
        }
        HttpCall call =
                read("HEAD", ref, version, source).work(Work.Kind.HEAD, 0).build();
        try {
            Optional<ManifestHead> head = wire.read(ref, call, reply -> headOf(reply, wanted));
            return head.isPresent() ? head : Optional.of(headOf(get(ref, source)));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            if (Wire.isMethodUnknown(e)) {
                heads.remember(registry, false);
                adviseDisableHead(ref.registry(), e);
                return readInstead(ref, source);
            }
            throw e;
        }
    }

    /** Once per registry: each HEAD is a request in vain. */
    private void adviseDisableHead(String registry, RegistryException e) {
        if (headless.add(registry)) {
            LoggerFactory.getLogger(ManifestApi.class)
                    .atInfo()
                    .addKeyValue("registry", registry)
                    .addKeyValue("status", e.httpStatus().orElse(0))
                    .log("Registry does not answer HEAD, apiOpts disableHead: \"true\" saves these requests");
        }
    }

    private Optional<ManifestHead> readInstead(RegistryRef ref, Source source) throws IOException {
        try {
            return Optional.of(headOf(get(ref, source)));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Empty when the answer does not say what kind of manifest there is. */
    private static Optional<ManifestHead> headOf(HttpReply reply, Optional<Digest> wanted) throws RegistryException {
        String type = knownType(reply);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Descriptor described = new Descriptor(
                type,
                wanted.isPresent() ? wanted : contentDigest(reply),
                reply.contentLength().orElse(-1),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "");
        return Optional.of(new ManifestHead(described, RateLimit.of(reply.headers()), reply.headers()));
    }

    private static ManifestHead headOf(Manifest m) {
        return new ManifestHead(m.descriptor(), m.rateLimit(), m.headers());
    }

    /** GET of a manifest; by digest the cache may answer. */
    Manifest get(RegistryRef ref, Source source) throws IOException {
        return get(ref, "", source);
    }

    /**
     * GET of a manifest.
     *
     * @param mediaType type a descriptor states, which beats the Content-Type header; empty text when unknown (MF-6)
     */
    Manifest get(RegistryRef ref, String mediaType, Source source) throws IOException {
        String version = version(ref);
        Optional<Digest> wanted = digestOf(ref);
        Optional<Manifest> known = wanted.map(ref::withDigest)
                .flatMap(key -> cache.get(key).or(() -> source == Source.REGISTRY ? Optional.empty() : reads.get(key)));
        if (known.isPresent()) {
            return known.get();
        }
        HttpCall call =
                read("GET", ref, version, source).work(Work.Kind.MANIFEST, 0).build();
        Manifest manifest = wire.read(ref, call, reply -> parse(reply, mediaType, wanted));
        remember(ref, manifest);
        return manifest;
    }

    private static Manifest parse(HttpReply reply, String mediaType, Optional<Digest> wanted) throws IOException {
        byte[] raw = body(reply);
        String type = mediaType.isEmpty() ? reply.header("Content-Type").orElse("") : mediaType;
        Optional<Digest> expected = wanted.isPresent() ? wanted : contentDigest(reply);
        return Manifest.parse(type, expected, raw).withHeaders(reply.headers());
    }

    private static byte[] body(HttpReply reply) throws IOException {
        long announced = reply.contentLength().orElse(0);
        if (announced > Manifest.MAX_PULL_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifest too large, received content-length " + announced + ", limit " + Manifest.MAX_PULL_BYTES);
        }
        return reply.readAll(Manifest.MAX_PULL_BYTES);
    }

    /** DELETE by digest; the cache forgets the manifest even when the request fails (MF-17). */
    void delete(RegistryRef repo, Digest digest) throws IOException {
        cache.remove(repo.withDigest(digest));
        reads.remove(repo.withDigest(digest));
        wire.run(
                Wire.call("DELETE", repo, "manifests/" + digest)
                        .skipMirrors()
                        .work(Work.Kind.QUERY, 0)
                        .build(),
                DELETED);
    }

    /** Keeps a manifest under its digest. */
    void remember(RegistryRef repo, Manifest manifest) {
        if (manifest.raw().length <= MAX_CACHED_BYTES) {
            cache.put(repo.withDigest(manifest.digest()), manifest);
            reads.put(repo.withDigest(manifest.digest()), manifest, (long) MEMORY_FACTOR * manifest.raw().length);
        }
    }

    private static HttpCall.Builder read(String method, RegistryRef ref, String version, Source source) {
        HttpCall.Builder call = Wire.call(method, ref, "manifests/" + version);
        MediaType.MANIFESTS.forEach(type -> call.header("Accept", type)); // seven lines, as MF-1 has them
        return source == Source.REGISTRY ? call.skipMirrors() : call;
    }

    private static String version(Ref ref) throws RegistryException {
        return ref.tagOrDigest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_TAG_OR_DIGEST, "tag or digest missing from image reference " + ref));
    }

    private static Optional<Digest> digestOf(Ref ref) throws RegistryException {
        return ref.digest().isPresent() ? Optional.of(ref.requireDigest()) : Optional.empty();
    }

    private static Optional<Digest> contentDigest(HttpReply reply) throws RegistryException {
        return DigestHeader.of(reply, "Docker-Content-Digest");
    }

    /** The media type of a HEAD answer: empty when the header is missing, a failure for no manifest type (MF-6). */
    private static String knownType(HttpReply reply) throws RegistryException {
        String header = reply.header("Content-Type").orElse("");
        String type = MediaType.base(header);
        if (!type.isEmpty() && !MediaType.isManifest(type)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, "unsupported media type \"" + header + "\" of a manifest");
        }
        return type;
    }
}
