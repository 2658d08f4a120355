// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The manifests that one look reads, each once, within limits. What a manifest is depends on a media type that somebody
 * states beside it, and a copy may hear of another one than the look did: so one whose content can be taken for something
 * else is refused, and what was looked at is what is copied whoever states what. Not thread-safe.
 */
final class SeenManifests {
    /** Manifests of one image: an index may name far more than anybody builds. */
    private static final int MAX_MANIFESTS = 5_000;

    /** Bytes of all of them; what is made of them takes several times as much memory. */
    private static final long MAX_BYTES = 64 << 20;

    /** What the kinds of manifests lead to, by the member that names it. */
    private static final Map<String, String> CONTENTS = Map.of(
            "manifests", "an index",
            "config", "an image",
            "layers", "an image",
            "blobs", "an artifact",
            "fsLayers", "an image of schema 1");

    private final RegClient client;
    private final Map<Digest, Manifest> read = new HashMap<>();
    private int count;
    private long bytes;

    SeenManifests(RegClient client) {
        this.client = client;
    }

    /** What a reference stands for. */
    Manifest get(Ref ref) throws IOException {
        Optional<Manifest> asked =
                ref.digest().isPresent() ? Optional.ofNullable(read.get(ref.requireDigest())) : Optional.empty();
        if (asked.isPresent()) {
            return asked.get();
        }
        Manifest manifest = client.manifests().get(ref, Optional.empty());
        Manifest known = read.get(manifest.digest());
        return known == null ? add(manifest, ref) : known;
    }

    /**
     * What a manifest names.
     *
     * @param repository where it lies
     */
    Manifest get(Ref repository, Descriptor entry) throws IOException {
        Digest digest = entry.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in manifest " + repository.commonName()));
        Manifest known = read.get(digest);
        return known == null ? add(client.manifests().get(repository, entry), repository.withDigest(digest)) : known;
    }

    private Manifest add(Manifest manifest, Ref ref) throws RegistryException {
        requireOneKind(manifest);
        PlainKeys.require(manifest);
        bytes += manifest.raw().length;
        count(ref);
        if (bytes > MAX_BYTES) {
            throw tooLarge("there are more than " + MAX_BYTES + " bytes of manifests", ref);
        }
        read.put(manifest.digest(), manifest);
        return manifest;
    }

    /** Counts something that a manifest names, also when it was read before. */
    void count(Ref ref) throws RegistryException {
        count++;
        if (count > MAX_MANIFESTS) {
            throw tooLarge("there are more than " + MAX_MANIFESTS + " manifests", ref);
        }
    }

    private static void requireOneKind(Manifest manifest) throws RegistryException {
        List<String> own = switch (manifest) {
            case IndexManifest _ -> List.of("manifests");
            case ImageManifest _ -> List.of("config", "layers");
            case ArtifactManifest _ -> List.of("blobs");
            case SchemaOneManifest _ -> List.of("fsLayers");
        };
        JsonObject body = Json.parseObject(manifest.raw(), "manifest");
        for (Map.Entry<String, String> content : CONTENTS.entrySet()) {
            if (body.has(content.getKey()) && !own.contains(content.getKey())) {
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED,
                        "the manifest " + manifest.digest() + " of the type " + manifest.mediaType()
                                + " can be taken for " + content.getValue() + " as well, it has " + content.getKey());
            }
        }
    }

    static RegistryException tooLarge(String why, Ref ref) {
        return RegistryException.of(ErrorKind.SIZE_LIMIT_EXCEEDED, why + " at " + ref.commonName());
    }
}
