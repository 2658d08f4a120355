// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.archive.Compression;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import java.util.Optional;

/** A layer of an image, or a blob of an artifact, on its way through the phases. */
public final class LayerNode {
    private final int originalIndex;
    private final Descriptor read;
    private Ref repository;
    private Descriptor stored;
    private Descriptor descriptor;
    private Optional<Compression> compression = Optional.empty();
    private Optional<DigestAlgorithm> algorithm = Optional.empty();

    private LayerNode(int originalIndex, Ref repository, Descriptor stored) {
        this.originalIndex = originalIndex;
        this.read = stored;
        this.repository = repository;
        this.stored = stored;
        this.descriptor = stored;
    }

    /** A layer that was read, with its position, base first from 0. */
    static LayerNode read(int index, Ref repository, Descriptor descriptor) {
        return new LayerNode(index, repository, descriptor);
    }

    /** A layer that comes new to the image. */
    public static LayerNode added(Ref repository, Descriptor descriptor) {
        LayerNode added = new LayerNode(-1, repository, descriptor);
        added.describe(descriptor.withData(Optional.empty()));
        return added;
    }

    /** Position in the image as it was read; -1 for a layer that came later. */
    public int originalIndex() {
        return originalIndex;
    }

    /** The descriptor as it was read, whatever its content is now. */
    public Descriptor read() {
        return read;
    }

    /** Where the content is. */
    public Ref repository() {
        return repository;
    }

    /** How the content is fetched: with the URLs it came with. */
    public Descriptor stored() {
        return stored;
    }

    /** What the manifest is to say. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Changes what the manifest says about the same content. */
    public void describe(Descriptor changed) {
        descriptor = changed;
    }

    /** The content is another one now; with its bytes it is not fetched again. */
    void replace(Ref newRepository, Descriptor content) {
        repository = newRepository;
        stored = content;
        descriptor = content.withData(Optional.empty());
    }

    public void compressWith(Compression wanted) {
        compression = Optional.of(wanted);
    }

    public void digestWith(DigestAlgorithm wanted) {
        algorithm = Optional.of(wanted);
    }

    /** The compression a step asked for. */
    public Optional<Compression> compression() {
        return compression;
    }

    /** The algorithm a step asked for, else that of the content (MO-6). */
    public DigestAlgorithm algorithm() {
        return algorithm.orElseGet(stored::digestAlgorithm);
    }
}
