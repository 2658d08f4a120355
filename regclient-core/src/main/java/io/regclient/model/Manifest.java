// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest: opaque bytes plus what can be read from them. The bytes are never re-serialised (contract JS-4, MF-21);
 * a changed manifest is a new object made by the manifest writer.
 */
public sealed interface Manifest permits ImageManifest, IndexManifest, ArtifactManifest, SchemaOneManifest {

    /** Largest manifest accepted from a registry or layout: 8 MiB (MF-3). */
    int MAX_PULL_BYTES = 8 << 20;

    /** Largest manifest sent: 4 MiB (MF-13). */
    int MAX_PUSH_BYTES = 4 << 20;

    /**
     * Reads a manifest and verifies its digest (MF-5 to MF-8).
     *
     * @param mediaType type from the descriptor or Content-Type; empty text: taken from the body or guessed
     * @param expected digest the bytes must have; empty: sha256 is computed
     * @param raw the bytes as received
     * @throws RegistryException of kind DIGEST_MISMATCH, UNSUPPORTED_MEDIA_TYPE or PARSING_FAILED
     */
    static Manifest parse(String mediaType, Optional<Digest> expected, byte[] raw) throws RegistryException {
        return ManifestParser.parse(mediaType, expected, raw);
    }

    /** Media type, digest and size; for signed schema 1 digest and size are those of the payload (MF-8). */
    Descriptor descriptor();

    /** The bytes as received or written. Callers must not modify the array. */
    byte[] raw();

    /** Response headers of the GET, empty for a layout or a manifest made here. */
    Map<String, List<String>> headers();

    Manifest withHeaders(Map<String, List<String>> headers);

    /**
     * A manifest with these annotations, serialised anew: fields this library does not know are lost (MF-20, MF-21).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for schema 1
     */
    Manifest withAnnotations(Map<String, String> annotations) throws RegistryException;

    /**
     * A manifest with this subject, serialised anew (MF-23).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for types that have no subject
     */
    Manifest withSubject(Optional<Descriptor> subject) throws RegistryException;

    /**
     * The same content, serialised anew under a digest of this algorithm.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for schema 1
     */
    Manifest withDigestAlgorithm(DigestAlgorithm algorithm) throws RegistryException;

    /**
     * Sets one annotation, or removes it when the value is empty (MF-20).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for schema 1
     */
    default Manifest withAnnotation(String key, String value) throws RegistryException {
        Map<String, String> changed = new LinkedHashMap<>(annotations());
        if (value.isEmpty()) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return withAnnotations(changed);
    }

    /**
     * This manifest when it is an image.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE otherwise (MF-23)
     */
    default ImageManifest asImage() throws RegistryException {
        if (this instanceof ImageManifest image) {
            return image;
        }
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE, "an image manifest is needed, found " + mediaType());
    }

    /**
     * This manifest when it is an index or manifest list.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE otherwise (MF-23)
     */
    default IndexManifest asIndex() throws RegistryException {
        if (this instanceof IndexManifest index) {
            return index;
        }
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE, "an index or manifest list is needed, found " + mediaType());
    }

    default String mediaType() {
        return descriptor().mediaType();
    }

    /** Digest of the manifest; every parsed manifest has one. */
    default Digest digest() {
        return descriptor().digest().orElseThrow(() -> new IllegalStateException("manifest without digest"));
    }

    /** Manifest this one refers to (OCI index, OCI manifest, artifact manifest). */
    default Optional<Descriptor> subject() {
        return Optional.empty();
    }

    default Map<String, String> annotations() {
        return Map.of();
    }

    /** Artifact type, empty text when absent. */
    default String artifactType() {
        return "";
    }

    /** Entries of an index; empty for everything else. */
    default List<Descriptor> manifests() {
        return List.of();
    }

    /** Config of an image manifest. */
    default Optional<Descriptor> config() {
        return Optional.empty();
    }

    /** Layers of an image, blobs of an artifact, fsLayers of schema 1. */
    default List<Descriptor> layers() {
        return List.of();
    }

    default boolean isIndex() {
        return this instanceof IndexManifest;
    }

    default RateLimit rateLimit() {
        return RateLimit.NONE;
    }
}
