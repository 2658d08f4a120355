// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A manifest of the image that is changed, with what it leads to. Whether it has changed shows in the end: its digest
 * is another one then.
 */
public final class ManifestNode {
    /** Marks entries of an index that belong to another entry, such as attestations. */
    public static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    private final Ref ref;
    private final Optional<Descriptor> named;
    private final Manifest read;
    private final List<Entry> entries;
    private final ImageContent content;
    private final List<ManifestNode> referrers = new ArrayList<>();
    private Manifest manifest;

    /**
     * An entry of an index.
     *
     * @param named the entry as it was read
     * @param node the manifest; empty for a blob
     */
    record Entry(Descriptor named, Optional<ManifestNode> node) {}

    /**
     * Describes a manifest.
     *
     * @param ref where it was read, with its digest
     * @param named the index entry that led here; empty for the top
     */
    ManifestNode(Ref ref, Optional<Descriptor> named, Manifest read, List<Entry> entries, ImageContent content) {
        this.ref = ref;
        this.named = named;
        this.read = read;
        this.entries = new ArrayList<>(entries);
        this.content = content;
        this.manifest = read;
    }

    public String name() {
        return ref.commonName();
    }

    public boolean isTop() {
        return named.isEmpty();
    }

    /** The manifest as it was read. */
    public Manifest read() {
        return read;
    }

    /** The manifest with the changes that concern itself; entries, config and layers are added when it is written. */
    public Manifest manifest() {
        return manifest;
    }

    public void change(Manifest changed) {
        manifest = changed;
    }

    public ImageContent content() {
        return content;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The entries that are manifests. */
    public List<ManifestNode> children() {
        return entries.stream().flatMap(entry -> entry.node().stream()).toList();
    }

    /** Takes a child out of the index. */
    public void removeChild(ManifestNode child) {
        entries.removeIf(entry -> entry.node().filter(node -> node == child).isPresent());
    }

    /** Manifests that become referrers of this one. */
    List<ManifestNode> referrers() {
        return List.copyOf(referrers);
    }

    public void addReferrer(ManifestNode referrer) {
        referrers.add(referrer);
    }

    /** An annotation of the index entry that led here. */
    public Optional<String> entryAnnotation(String name) {
        return named.flatMap(entry -> Optional.ofNullable(entry.annotations().get(name)));
    }

    /** True for a manifest that tells something about another entry of the same index. */
    public boolean isAttestation() {
        return entryAnnotation(REFERENCE_TYPE).isPresent();
    }

    /** True when there is an image config and the manifest is not about another one. */
    public boolean isImage() throws IOException {
        return !isAttestation() && content.imageConfig().isPresent();
    }

    /** Refuses schema 1, whose signatures a change would break (MF-20). */
    public void requireChangeable() throws RegistryException {
        if (read instanceof SchemaOneManifest) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "manifests of media type " + read.mediaType() + " cannot be changed: " + name());
        }
    }

    /** This manifest and what is below it, children before their parents (MO-1). */
    public void walk(ManifestStep step) throws IOException {
        for (ManifestNode child : children()) {
            child.walk(step);
        }
        for (ManifestNode referrer : referrers()) {
            referrer.walk(step);
        }
        step.edit(this);
    }
}
