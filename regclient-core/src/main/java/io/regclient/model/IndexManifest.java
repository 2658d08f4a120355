// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OCI index or Docker manifest list.
 *
 * @param descriptor media type, digest and size of the bytes
 * @param raw the bytes as received
 * @param headers response headers, empty when there were none
 * @param artifactType artifact type, empty text when absent
 * @param manifests entries in order
 * @param subject manifest this one refers to
 * @param annotations annotations in their original order
 */
@SuppressWarnings("ArrayRecordComponent") // raw is shared read-only, equality is by content
public record IndexManifest(
        Descriptor descriptor,
        byte[] raw,
        Map<String, List<String>> headers,
        String artifactType,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        Map<String, String> annotations)
        implements Manifest {

    private static final int MAX_NAMED = 20;

    public IndexManifest {
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** A new OCI index or Docker manifest list; its digest is sha256. */
    public static IndexManifest of(String mediaType, List<Descriptor> manifests) {
        Content content = new Content(mediaType, "", manifests, Optional.empty(), Map.of());
        return write(content, ManifestWriter.Form.NEW, DigestAlgorithm.SHA256);
    }

    /** Everything but the bytes. */
    private record Content(
            String mediaType,
            String artifactType,
            List<Descriptor> manifests,
            Optional<Descriptor> subject,
            Map<String, String> annotations) {}

    private static IndexManifest write(Content c, ManifestWriter.Form form, DigestAlgorithm algorithm) {
        Map<String, Object> tree = ManifestWriter.start(c.mediaType, form.statesType(), true);
        Tree.putText(tree, "artifactType", c.artifactType);
        ManifestWriter.putList(tree, "manifests", c.manifests, form);
        ManifestWriter.finish(tree, c.subject, c.annotations);
        byte[] bytes = ManifestWriter.bytes(tree);
        Descriptor self = ManifestWriter.describe(c.mediaType, algorithm, bytes);
        return new IndexManifest(self, bytes, Map.of(), c.artifactType, c.manifests, c.subject, c.annotations);
    }

    private IndexManifest rewrite(Content changed) {
        return write(changed, ManifestWriter.formOf(raw, "manifests"), descriptor.digestAlgorithm());
    }

    /**
     * The entry that suits the platform best (DE-3).
     *
     * @throws RegistryException of kind NOT_FOUND when no entry can run there
     */
    public Descriptor select(Platform platform) throws RegistryException {
        return DescriptorFilter.forPlatform(platform)
                .first(manifests)
                .orElseThrow(() -> noPlatform(platform, "the index", manifests));
    }

    /**
     * The failure to find a platform, with those there are.
     *
     * @param where the image or index that was looked through
     */
    public static RegistryException noPlatform(Platform wanted, String where, List<Descriptor> entries) {
        List<String> there = platforms(entries);
        String some = String.join(", ", there.subList(0, Math.min(there.size(), MAX_NAMED)));
        return RegistryException.of(
                ErrorKind.NOT_FOUND,
                "platform not found: " + wanted + ", " + where + " has "
                        + (there.isEmpty() ? "no platforms" : some + (there.size() > MAX_NAMED ? ", ..." : "")));
    }

    /**
     * Fails when an entry does not tell which manifest it means: nobody could say what the list leaves out.
     *
     * @param name what the message calls the index
     * @throws RegistryException of kind MISSING_DIGEST
     */
    public void requireDigests(String name) throws RegistryException {
        for (Descriptor entry : manifests) {
            if (entry.digest().isEmpty()) {
                throw RegistryException.of(ErrorKind.MISSING_DIGEST, "entry without digest in " + name);
            }
        }
    }

    /** The platforms of the entries, each once, in order. */
    public static List<String> platforms(List<Descriptor> entries) {
        Set<String> found = new LinkedHashSet<>();
        for (Descriptor entry : entries) {
            entry.platform()
                    .map(Platform::toString)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    @Override
    public IndexManifest withHeaders(Map<String, List<String>> newHeaders) {
        return new IndexManifest(descriptor, raw, newHeaders, artifactType, manifests, subject, annotations);
    }

    public IndexManifest withManifests(List<Descriptor> newManifests) {
        return rewrite(new Content(mediaType(), artifactType, newManifests, subject, annotations));
    }

    /**
     * The index under another media type, which is then written into it; entries stay as they are.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the type cannot hold subject or artifact type
     */
    public IndexManifest withMediaType(String newType) throws RegistryException {
        if (subject.isPresent()) {
            ManifestWriter.requireOci(newType, "a subject");
        }
        if (!artifactType.isEmpty()) {
            ManifestWriter.requireOci(newType, "an artifact type");
        }
        Content changed = new Content(newType, artifactType, manifests, subject, annotations);
        return write(changed, ManifestWriter.formOf(raw, "manifests").stated(), descriptor.digestAlgorithm());
    }

    /** Sets the artifact type; kind UNSUPPORTED_MEDIA_TYPE for Docker's list. */
    public IndexManifest withArtifactType(String newType) throws RegistryException {
        if (!newType.isEmpty()) {
            ManifestWriter.requireOci(mediaType(), "an artifact type");
        }
        return rewrite(new Content(mediaType(), newType, manifests, subject, annotations));
    }

    @Override
    public IndexManifest withSubject(Optional<Descriptor> newSubject) throws RegistryException {
        if (newSubject.isPresent()) {
            ManifestWriter.requireOci(mediaType(), "a subject");
        }
        return rewrite(new Content(mediaType(), artifactType, manifests, newSubject, annotations));
    }

    @Override
    public IndexManifest withAnnotations(Map<String, String> newAnnotations) {
        return rewrite(new Content(mediaType(), artifactType, manifests, subject, newAnnotations));
    }

    @Override
    public IndexManifest withDigestAlgorithm(DigestAlgorithm algorithm) {
        Content same = new Content(mediaType(), artifactType, manifests, subject, annotations);
        return write(same, ManifestWriter.formOf(raw, "manifests"), algorithm);
    }

    @Override
    public RateLimit rateLimit() {
        return RateLimit.of(headers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && ManifestWriter.same(this, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "index " + descriptor.digest().map(Object::toString).orElse("");
    }
}
