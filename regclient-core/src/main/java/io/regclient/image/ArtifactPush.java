// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.NewArtifact.ConfigContent;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes artifacts: their blobs, then their manifest, then the index that lists it (contract regctl 9.1.3). */
public final class ArtifactPush {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final SchemeSet schemes;
    private final ManifestLookup manifests;
    private final Path temporary;

    /**
     * Pushes artifacts.
     *
     * @param temporary directory for packed directories on their way
     */
    public ArtifactPush(SchemeSet schemes, Path temporary) {
        this.schemes = schemes;
        this.manifests = new ManifestLookup(schemes);
        this.temporary = temporary;
    }

    /** What a new manifest is known by. */
    public enum Naming {
        /** The tag of the reference. */
        TAG,
        /** Nothing but its digest. */
        DIGEST,
        /** An entry of the index with the tag of the reference; something else under that tag is replaced. */
        INDEX
    }

    /** The content of an artifact. */
    public sealed interface Layers {}

    /** One layer for each file. */
    public record OfFiles(List<ArtifactFile> files) implements Layers {
        public OfFiles {
            files = List.copyOf(files);
        }
    }

    /** One layer, read once. */
    public record OfStream(InputStream content, String mediaType) implements Layers {}

    /**
     * Pushes an artifact.
     *
     * @param target its repository, and its tag or that of the index
     * @throws RegistryException of kind NOT_FOUND for a subject that is not there
     */
    public Manifest push(Ref target, NewArtifact artifact, Layers layers, Naming naming) throws IOException {
        Scheme scheme = schemes.ofRepo(target);
        NewArtifact completed = artifact.completed();
        Optional<Descriptor> subject = subject(completed);
        try (Guard _ = scheme.guard(target)) {
            ArtifactUpload upload = new ArtifactUpload(scheme, target, temporary);
            Manifest manifest = manifest(upload, completed, layers, subject);
            Ref untagged = target.withDigest(manifest.digest());
            switch (naming) {
                case TAG -> scheme.putManifest(target, manifest, ManifestPut.top());
                case DIGEST -> scheme.putManifest(untagged, manifest, ManifestPut.top());
                case INDEX -> {
                    scheme.putManifest(untagged, manifest, ManifestPut.child());
                    scheme.putManifest(target, index(target, manifest, completed), ManifestPut.top());
                }
            }
            return manifest;
        }
    }

    private Optional<Descriptor> subject(NewArtifact artifact) throws IOException {
        if (artifact.subject().isEmpty()) {
            return Optional.empty();
        }
        try {
            Descriptor head = manifests
                    .describe(artifact.subject().get(), artifact.platform())
                    .descriptor();
            return Optional.of(Descriptor.of(head.mediaType(), head.digest().orElseThrow(), head.size()));
        } catch (RegistryException e) {
            throw e.withContext("unable to find subject manifest");
        }
    }

    private static Manifest manifest(
            ArtifactUpload upload, NewArtifact artifact, Layers layers, Optional<Descriptor> subject)
            throws IOException {
        if (artifact.manifestType().equals(MediaType.OCI_ARTIFACT)) {
            return ArtifactManifest.of(artifact.artifactType(), put(upload, layers), subject, artifact.annotations());
        }
        ConfigContent content = artifact.config();
        Descriptor config = content.file().isPresent()
                ? upload.putFile(content.mediaType(), content.file().get())
                : upload.put(content.mediaType(), EMPTY);
        return ImageManifest.of(MediaType.OCI_MANIFEST, config, put(upload, layers))
                .withArtifactType(artifact.artifactType())
                .withSubject(subject)
                .withAnnotations(artifact.annotations());
    }

    private static List<Descriptor> put(ArtifactUpload upload, Layers layers) throws IOException {
        List<Descriptor> stored = new ArrayList<>();
        switch (layers) {
            case OfStream stream -> stored.add(upload.put(stream.mediaType(), stream.content()));
            case OfFiles several -> {
                for (ArtifactFile file : several.files()) {
                    stored.add(upload.put(file));
                }
            }
        }
        return stored;
    }

    /** The index with one more entry; a new one where there is none, or something else (regctl 13.30). */
    private IndexManifest index(Ref target, Manifest artifact, NewArtifact wanted) throws IOException {
        Descriptor entry = artifact.descriptor()
                .withAnnotations(wanted.annotations())
                .withPlatform(wanted.platform())
                .withArtifactType(wanted.artifactType());
        if (existing(target).orElse(artifact) instanceof IndexManifest index) {
            List<Descriptor> entries = new ArrayList<>(index.manifests());
            if (entries.stream().noneMatch(entry::sameEntry)) {
                entries.add(entry);
            }
            return index.withManifests(entries);
        }
        return IndexManifest.of(MediaType.OCI_INDEX, List.of(entry));
    }

    private Optional<Manifest> existing(Ref target) throws IOException {
        try {
            return Optional.of(manifests.get(target, Optional.empty()));
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
