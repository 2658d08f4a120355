// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A content descriptor (OCI image specification, "Content Descriptors"; contract DE-1, DE-2).
 *
 * @param mediaType media type, empty text when unknown
 * @param digest digest of the content, empty when unknown (a HEAD answer without digest header)
 * @param size size in bytes, -1 when unknown
 * @param urls other places the content may be fetched from
 * @param annotations annotations in their original order
 * @param data embedded content as base64 text, empty when absent; only {@link #embeddedContent()} may be trusted
 * @param platform platform of an index entry
 * @param artifactType artifact type, empty text when absent
 */
public record Descriptor(
        String mediaType,
        Optional<Digest> digest,
        long size,
        List<String> urls,
        Map<String, String> annotations,
        Optional<String> data,
        Optional<Platform> platform,
        String artifactType) {

    public Descriptor {
        urls = List.copyOf(urls);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Reads the JSON form; fields that are absent are empty, a size that is absent is unknown (-1). */
    public static Descriptor of(JsonObject json) throws RegistryException {
        String digest = json.string("digest");
        long size = json.integer("size", -1);
        if (size < 0 && json.has("size")) {
            throw json.invalid("size", "negative");
        }
        Optional<JsonObject> platform = json.object("platform");
        return new Descriptor(
                json.string("mediaType"),
                digest.isEmpty() ? Optional.empty() : Optional.of(digest(json, "digest", digest)),
                size,
                json.strings("urls"),
                json.stringMap("annotations"),
                Optional.of(json.string("data")).filter(text -> !text.isEmpty()),
                platform.isPresent() ? Optional.of(Platform.of(platform.get())) : Optional.empty(),
                json.string("artifactType"));
    }

    static Digest digest(JsonObject json, String key, String text) throws RegistryException {
        try {
            return Digest.parse(text);
        } catch (RegistryException e) {
            throw e.withContext(json.where() + ": " + key);
        }
    }

    /** Describes bytes that are at hand; the digest is sha256. */
    public static Descriptor ofContent(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(
                mediaType, Optional.of(digest), size, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
    }

    /** A descriptor of which only the digest is known. */
    public static Descriptor ofDigest(Digest digest) {
        return of("", digest, -1);
    }

    /** False for a size that somebody left out: -1, or 0 with another digest than that of nothing (BL-8). */
    public boolean isSizeKnown() {
        return size > 0
                || (size == 0
                        && digest.filter(d -> d.equals(d.algorithm().digest(new byte[0])))
                                .isPresent());
    }

    public Descriptor withMediaType(String newMediaType) {
        return new Descriptor(newMediaType, digest, size, urls, annotations, data, platform, artifactType);
    }

    public Descriptor withDigest(Digest newDigest) {
        return new Descriptor(mediaType, Optional.of(newDigest), size, urls, annotations, data, platform, artifactType);
    }

    public Descriptor withSize(long newSize) {
        return new Descriptor(mediaType, digest, newSize, urls, annotations, data, platform, artifactType);
    }

    public Descriptor withUrls(List<String> newUrls) {
        return new Descriptor(mediaType, digest, size, newUrls, annotations, data, platform, artifactType);
    }

    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, urls, newAnnotations, data, platform, artifactType);
    }

    public Descriptor withPlatform(Optional<Platform> newPlatform) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, newPlatform, artifactType);
    }

    public Descriptor withArtifactType(String newType) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, platform, newType);
    }

    /** The descriptor with embedded content, or without it when empty; digest and size stay. */
    public Descriptor withData(Optional<byte[]> content) {
        Optional<String> text = content.map(bytes -> Base64.getEncoder().encodeToString(bytes));
        return new Descriptor(mediaType, digest, size, urls, annotations, text, platform, artifactType);
    }

    /** The algorithm of the digest, sha256 when there is none (SH-1). */
    public DigestAlgorithm digestAlgorithm() {
        return digest.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
    }

    /** The JSON form, fields in the order of JS-2; an unknown size is written as 0. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("mediaType", mediaType);
        tree.put("digest", digest.map(Digest::toString).orElse(""));
        tree.put("size", Math.max(size, 0));
        Tree.putList(tree, "urls", urls);
        Tree.putMap(tree, "annotations", annotations);
        Tree.putText(tree, "data", data.orElse(""));
        platform.ifPresent(p -> tree.put("platform", p.toTree()));
        Tree.putText(tree, "artifactType", artifactType);
        return tree;
    }

    /** The content embedded as {@code data}, present only when its length and digest are right (DE-2). */
    public Optional<byte[]> embeddedContent() {
        if (data.isEmpty() || digest.isEmpty() || data.get().length() / 4 > size / 3 + 1) {
            return Optional.empty(); // base64 has four characters for three bytes
        }
        byte[] content;
        try {
            content = Base64.getDecoder().decode(data.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean right = content.length == size
                && digest.get().algorithm().digest(content).equals(digest.get());
        return right ? Optional.of(content) : Optional.empty();
    }

    /** Digest and size are equal and the media types equal or Docker/OCI counterparts (DE-1 "Same"). */
    public boolean sameContent(Descriptor other) {
        return digest.equals(other.digest)
                && size == other.size
                && MediaType.toOci(mediaType).equals(MediaType.toOci(other.mediaType));
    }

    /** Everything but the embedded data is equal; platforms match exactly (DE-1 "Equal"). */
    public boolean sameEntry(Descriptor other) {
        return samePlatform(other)
                && digest.equals(other.digest)
                && size == other.size
                && mediaType.equals(other.mediaType)
                && artifactType.equals(other.artifactType)
                && urls.equals(other.urls)
                && annotations.equals(other.annotations);
    }

    private boolean samePlatform(Descriptor other) {
        if (platform.isEmpty() || other.platform.isEmpty()) {
            return platform.isEmpty() == other.platform.isEmpty();
        }
        return platform.get().matches(other.platform.get());
    }
}
