// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that manifests lead to, themselves included. A manifest that is there and cannot be read leads nobody knows
 * where, so it is a doubt about the whole answer; one that is absent (sparse copy) leads nowhere (contract OL-18).
 */
final class Reachability {
    private final LayoutDirectory layout;
    private final ManifestFiles manifests;
    private final Set<Path> files = new HashSet<>();
    private final Deque<Step> open = new ArrayDeque<>();
    private Optional<String> doubt = Optional.empty();

    private Reachability(LayoutDirectory layout) {
        this.layout = layout;
        this.manifests = new ManifestFiles(layout);
    }

    /**
     * Something that was named.
     *
     * @param listed by an index, so that it may be a manifest of any type; what an image names is a blob unless its
     *     type is that of a manifest
     */
    private record Step(Descriptor descriptor, boolean listed) {}

    /** Follows manifests and blobs as an index lists them. */
    static Reachability from(LayoutDirectory layout, List<Descriptor> roots) throws RegistryException {
        Reachability result = new Reachability(layout);
        result.add(roots, true);
        while (!result.open.isEmpty()) {
            result.follow(result.open.removeLast());
        }
        return result;
    }

    /** The files that are known to be reached. */
    Set<Path> files() {
        return files;
    }

    /** Why there may be more files than {@link #files}. */
    Optional<String> doubt() {
        return doubt;
    }

    private void add(List<Descriptor> named, boolean listed) {
        named.forEach(descriptor -> open.add(new Step(descriptor, listed)));
    }

    private void follow(Step step) throws RegistryException {
        Descriptor named = step.descriptor();
        Optional<Digest> digest = named.digest();
        if (digest.isEmpty() || !files.add(layout.blob(digest.get()))) {
            return;
        }
        boolean manifest = MediaType.isManifest(named.mediaType());
        if (manifest || step.listed() || named.mediaType().isEmpty()) {
            try {
                read(named, manifest || step.listed()).ifPresent(this::addAll);
            } catch (RegistryException e) {
                if (e.is(ErrorKind.CANCELED)) {
                    throw e;
                }
                doubt = doubt.isPresent() ? doubt : Optional.of(RegistryException.describe(e));
            }
        }
    }

    private void addAll(Manifest manifest) {
        add(manifest.manifests(), true);
        manifest.config().ifPresent(config -> add(List.of(config), false));
        add(manifest.layers(), false);
    }

    /**
     * The manifest, empty for what is absent or is none.
     *
     * @param likely something that looks like a manifest and cannot be read as one is a failure
     */
    private Optional<Manifest> read(Descriptor named, boolean likely) throws RegistryException {
        boolean manifest = MediaType.isManifest(named.mediaType());
        try {
            return Optional.of(manifests.read(manifest ? named : named.withMediaType("")));
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return embedded(named);
            }
            boolean blob = MediaType.isKnownBlob(named.mediaType()) || !likely;
            boolean unread = e.is(ErrorKind.LOCAL_IO) || e.is(ErrorKind.CANCELED);
            if (!unread && (blob || (!manifest && !manifests.startsAsObject(named)))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A manifest may be in its descriptor alone (MF-12), and what it names in files. */
    private static Optional<Manifest> embedded(Descriptor named) throws RegistryException {
        Optional<byte[]> content = named.embeddedContent();
        return content.isPresent() && MediaType.isManifest(named.mediaType())
                ? Optional.of(Manifest.parse(named.mediaType(), named.digest(), content.get()))
                : Optional.empty();
    }
}
