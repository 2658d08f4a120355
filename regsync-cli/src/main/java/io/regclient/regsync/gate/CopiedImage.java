// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a copy takes of an image: the manifests below the digest that is copied, without the children that the entry
 * leaves out. What a manifest is it tells itself, whatever the index says that names it. Not thread-safe.
 */
final class CopiedImage {
    private static final int MAX_DEPTH = 32;
    private static final String BUILDKIT_TYPE = "vnd.docker.reference.type";
    private static final String BUILDKIT_ATTESTATION = "attestation-manifest";
    private static final String STATEMENT = "application/vnd.in-toto+json";

    private final RegClient client;
    private final Ref source;
    private final CopyOptions options;
    private final SeenManifests seen;
    private final Manifest top;
    private final Set<Digest> indexes = new LinkedHashSet<>();
    private Optional<List<Leaf>> leaves = Optional.empty();

    /**
     * Reads the top manifest; the others when they are needed.
     *
     * @param source by digest
     * @param seen what was read so far
     */
    CopiedImage(RegClient client, Ref source, CopyOptions options, SeenManifests seen) throws IOException {
        this.client = client;
        this.source = source;
        this.options = options;
        this.seen = seen;
        this.top = seen.get(source);
    }

    /**
     * Something that is no index.
     *
     * @param entry as the index has it
     * @param manifest empty for a blob
     */
    private record Leaf(Descriptor entry, Optional<Manifest> manifest) {
        /** Attestations of BuildKit lie beside the images of an index, and nobody can run them. */
        boolean isAttestation() {
            return entry.annotations().getOrDefault(BUILDKIT_TYPE, "").equals(BUILDKIT_ATTESTATION)
                    && manifest.isPresent()
                    && !manifest.get().layers().isEmpty()
                    && manifest.get().layers().stream()
                            .allMatch(layer -> layer.mediaType().equals(STATEMENT));
        }

        /** What may be run when somebody pulls it. */
        boolean isImage() {
            return manifest.isPresent() && !isAttestation();
        }

        Optional<Descriptor> imageConfig() {
            return manifest.flatMap(Manifest::config)
                    .filter(config -> MediaType.isImageConfig(config.mediaType()))
                    .map(config -> config.withUrls(List.of()));
        }
    }

    /**
     * The labels of an image.
     *
     * @param image its digest
     * @param labels none when it has no config that can be read
     * @param problem why it has none, empty when they could be read
     */
    record Labels(Digest image, Map<String, String> labels, Optional<String> problem) {}

    /** Where it is read. */
    Ref repository() {
        return source.withoutVersion();
    }

    /** The annotations of the manifest that gets the tag. */
    Map<String, String> annotations() {
        return top.annotations();
    }

    /** The digests of all manifests that are copied. */
    Set<Digest> manifests() throws IOException {
        Set<Digest> found = new LinkedHashSet<>();
        List<Leaf> all = leaves();
        found.add(top.digest());
        found.addAll(indexes);
        for (Leaf leaf : all) {
            leaf.manifest().ifPresent(manifest -> found.add(manifest.digest()));
        }
        return found;
    }

    /** The platforms of all images. */
    List<Platform> platforms() throws IOException {
        List<Platform> found = new ArrayList<>();
        for (Leaf leaf : leaves()) {
            Optional<Platform> stated = leaf.entry().platform();
            if (!leaf.isImage()) {
                continue;
            }
            if (stated.isPresent() && !stated.get().os().isEmpty()) {
                found.add(stated.get());
                continue;
            }
            Optional<Descriptor> config = leaf.imageConfig();
            if (config.isPresent()) {
                found.add(read(leaf, config.get()).platform());
            }
        }
        return found;
    }

    /**
     * Adds the bytes of all layers and configs, without layers that stay where they are.
     *
     * @param blobs each counts once
     */
    void count(CountedBlobs blobs) throws IOException {
        for (Leaf leaf : leaves()) {
            if (leaf.manifest().isEmpty()) {
                blobs.add(leaf.entry());
                continue;
            }
            Manifest manifest = leaf.manifest().get();
            if (manifest.config().isPresent()) {
                blobs.add(manifest.config().get());
            }
            for (Descriptor layer : manifest.layers()) {
                if (layer.urls().isEmpty() || options.includeExternal()) {
                    blobs.add(layer);
                }
            }
        }
    }

    /** The labels of each image. */
    List<Labels> labels() throws IOException {
        List<Labels> found = new ArrayList<>();
        Set<Digest> looked = new HashSet<>();
        for (Leaf leaf : leaves()) {
            if (leaf.isImage() && looked.add(leaf.manifest().orElseThrow().digest())) {
                found.add(labels(leaf));
            }
        }
        return found;
    }

    private Labels labels(Leaf leaf) throws IOException {
        Digest image = leaf.manifest().orElseThrow().digest();
        Optional<Descriptor> config = leaf.imageConfig();
        if (config.isEmpty()) {
            return new Labels(image, Map.of(), Optional.of("has no image config, and so no labels"));
        }
        try {
            return new Labels(image, read(leaf, config.get()).config().labels(), Optional.empty());
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.PARSING_FAILED)) {
                throw e;
            }
            return new Labels(
                    image,
                    Map.of(),
                    Optional.of("has an image config that cannot be read: " + RegistryException.describe(e)));
        }
    }

    private ImageConfig read(Leaf leaf, Descriptor config) throws IOException {
        ImageConfig read = client.images().readConfig(source, config);
        PlainKeys.require(read, leaf.manifest().orElseThrow().digest());
        return read;
    }

    private List<Leaf> leaves() throws IOException {
        if (leaves.isEmpty()) {
            List<Leaf> found = new ArrayList<>();
            if (top.isIndex()) {
                addChildren(top, found, 0);
            } else {
                found.add(new Leaf(top.descriptor(), Optional.of(top)));
            }
            leaves = Optional.of(found);
        }
        return leaves.get();
    }

    private void addChildren(Manifest index, List<Leaf> found, int depth) throws IOException {
        if (depth == MAX_DEPTH) {
            throw SeenManifests.tooLarge("indexes are nested deeper than " + MAX_DEPTH + " levels", source);
        }
        for (Descriptor entry : index.manifests()) {
            if (!options.wants(entry)) {
                continue;
            }
            seen.count(source);
            if (MediaType.isKnownBlob(entry.mediaType())) {
                found.add(new Leaf(entry, Optional.empty()));
                continue;
            }
            Manifest child = seen.get(source, entry);
            if (!child.isIndex()) {
                found.add(new Leaf(entry, Optional.of(child)));
            } else if (indexes.add(child.digest())) {
                addChildren(child, found, depth + 1);
            }
        }
    }
}
