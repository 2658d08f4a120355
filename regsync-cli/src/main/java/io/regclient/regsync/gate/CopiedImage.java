// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a copy takes of an image: the manifests below the digest that is copied, without the children that the entry
 * leaves out. Each is read once, by its digest, when it is needed.
 */
final class CopiedImage {
    private static final String UNKNOWN = "unknown";
    private static final int MAX_DEPTH = 32;

    /** Manifests of one image: an index may name far more than anybody builds. */
    private static final int MAX_MANIFESTS = 5_000;

    private final RegClient client;
    private final Ref source;
    private final CopyOptions options;
    private final Manifest top;
    private Optional<List<Leaf>> leaves = Optional.empty();
    private final Map<Digest, Manifest> read = new LinkedHashMap<>();

    CopiedImage(RegClient client, Transfer what) throws IOException {
        this.client = client;
        this.source = what.source().withDigest(what.digest());
        this.options = what.terms().options();
        this.top = client.manifests().get(source, Optional.empty());
    }

    /**
     * A manifest that is no index.
     *
     * @param platform as the index has it
     */
    private record Leaf(Descriptor manifest, Optional<Platform> platform) {
        /** Attestations lie beside the images of an index as if they were for a platform of their own. */
        boolean isAttestation() {
            return platform.isPresent()
                    && (platform.get().os().equals(UNKNOWN)
                            || platform.get().architecture().equals(UNKNOWN));
        }
    }

    /** The annotations of the manifest that gets the tag. */
    Map<String, String> annotations() {
        return top.annotations();
    }

    /** The platforms of all images. */
    List<Platform> platforms() throws IOException {
        List<Platform> found = new ArrayList<>();
        for (Leaf leaf : leaves()) {
            if (leaf.isAttestation() || MediaType.isKnownBlob(leaf.manifest().mediaType())) {
                continue;
            }
            if (leaf.platform().isPresent() && !leaf.platform().get().os().isEmpty()) {
                found.add(leaf.platform().get());
                continue;
            }
            Optional<Descriptor> config = config(leaf);
            if (config.isPresent()) {
                found.add(client.images().readConfig(source, config.get()).platform());
            }
        }
        return found;
    }

    /** The bytes of all layers and configs, each counted once; without layers that stay where they are. */
    long size() throws IOException {
        Set<Digest> counted = new HashSet<>();
        long size = 0;
        for (Leaf leaf : leaves()) {
            if (MediaType.isKnownBlob(leaf.manifest().mediaType())) {
                size = plus(size, leaf.manifest(), counted);
                continue;
            }
            Manifest manifest = manifest(leaf.manifest());
            if (manifest.config().isPresent()) {
                size = plus(size, manifest.config().get(), counted);
            }
            for (Descriptor layer : manifest.layers()) {
                if (layer.urls().isEmpty() || options.includeExternal()) {
                    size = plus(size, layer, counted);
                }
            }
        }
        return size;
    }

    private static long plus(long sum, Descriptor blob, Set<Digest> counted) throws RegistryException {
        if (!blob.isSizeKnown()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "the manifest does not say how large its layers are");
        }
        boolean isNew = blob.digest().isEmpty() || counted.add(blob.digest().get());
        long size = isNew ? Math.max(0, blob.size()) : 0;
        return size > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + size;
    }

    /** The labels of each image, by its platform or digest. */
    Map<String, Map<String, String>> labels() throws IOException {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        for (Leaf leaf : leaves()) {
            if (leaf.isAttestation() || MediaType.isKnownBlob(leaf.manifest().mediaType())) {
                continue;
            }
            Optional<Descriptor> config = config(leaf);
            if (config.isPresent()) {
                found.put(
                        leaf.manifest().digest().map(Digest::toString).orElse(""),
                        client.images()
                                .readConfig(source, config.get())
                                .config()
                                .labels());
            }
        }
        return found;
    }

    private Optional<Descriptor> config(Leaf leaf) throws IOException {
        return manifest(leaf.manifest()).config().filter(config -> MediaType.isImageConfig(config.mediaType()));
    }

    private List<Leaf> leaves() throws IOException {
        if (leaves.isEmpty()) {
            List<Leaf> found = new ArrayList<>();
            if (top.isIndex()) {
                addChildren(top, found, new HashSet<>(), 0);
            } else {
                read.put(top.digest(), top);
                found.add(new Leaf(top.descriptor(), Optional.empty()));
            }
            leaves = Optional.of(found);
        }
        return leaves.get();
    }

    private void addChildren(Manifest index, List<Leaf> found, Set<Digest> indexes, int depth) throws IOException {
        if (depth == MAX_DEPTH) {
            throw tooLarge("indexes are nested deeper than " + MAX_DEPTH + " levels");
        }
        for (Descriptor entry : index.manifests()) {
            if (!options.wants(entry)) {
                continue;
            }
            if (MediaType.isIndex(entry.mediaType())) {
                Manifest child = client.manifests().get(source, entry);
                if (indexes.add(child.digest())) {
                    addChildren(child, found, indexes, depth + 1);
                }
            } else {
                found.add(new Leaf(entry, entry.platform()));
            }
            if (found.size() + indexes.size() > MAX_MANIFESTS) {
                throw tooLarge("there are more than " + MAX_MANIFESTS + " manifests");
            }
        }
    }

    private Manifest manifest(Descriptor entry) throws IOException {
        Digest digest = entry.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in manifest " + source.commonName()));
        Manifest known = read.get(digest);
        if (known == null) {
            known = client.manifests().get(source, entry);
            read.put(digest, known);
        }
        return known;
    }

    private RegistryException tooLarge(String why) {
        return RegistryException.of(ErrorKind.SIZE_LIMIT_EXCEEDED, why + " at " + source.commonName());
    }
}
