// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.copy.ImageCopier;
import io.regclient.copy.ProgressListener;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.ArtifactManifest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.SchemaOneManifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Pushes what has changed, and to another repository everything: children, layers and config, referrers, the manifest,
 * in this order (MO-9 to MO-11). Content that is already there is left alone.
 */
public final class ImageWriter {
    /** Manifests are pushed together; so many bytes of them are kept for that. */
    private static final int MAX_PENDING_BYTES = 8 << 20;

    private final SchemeSet schemes;
    private final SchemeSet watched;
    private final ProgressListener progress;
    private final ImageCopier copier;
    private final ImageReader reader;
    private final Ref source;
    private final Ref target;
    private final DataLimit limit;
    private final ReferrerWriter referrers;
    private final Set<Digest> manifests = new HashSet<>();
    private final List<Manifest> pending = new ArrayList<>();
    private long pendingBytes;
    private final Set<Digest> blobs = new HashSet<>();

    /**
     * Creates a writer for one run.
     *
     * @param copier copies between the storages that are written
     * @param reader has read the image
     * @param source repository of the image
     * @param target repository of the result
     * @param limit which descriptors get their content
     * @param progress hears about blobs on their way
     */
    public ImageWriter(
            ImageCopier copier,
            ImageReader reader,
            Ref source,
            Ref target,
            DataLimit limit,
            ProgressListener progress) {
        this.schemes = copier.schemes();
        this.watched = copier.watched(progress);
        this.progress = progress;
        this.copier = copier;
        this.reader = reader;
        this.source = source.withoutVersion();
        this.target = target.withoutVersion();
        this.limit = limit;
        this.referrers = new ReferrerWriter(schemes, reader, this.target, this::put);
    }

    /** Brings what has not changed to another repository; layers that have changed come there by themselves. */
    public void copyUnchanged(ManifestNode top) throws IOException {
        List<ImageCopier.Located> unchanged = new ArrayList<>();
        top.walk(node -> collectUnchanged(node, unchanged));
        copier.copyBlobs(unchanged, target, progress);
    }

    /** Pushes configs and manifests, all but the top one, which is returned as it is to be. */
    public Manifest writeChanged(ManifestNode top, Consumer<ManifestChange> changes) throws IOException {
        Manifest manifest = written(top, changes);
        push();
        return manifest;
    }

    /** The blobs of a manifest that are to be copied as they are. */
    private void collectUnchanged(ManifestNode node, List<ImageCopier.Located> blobs) {
        for (ManifestNode.Entry entry : node.entries()) {
            if (entry.node().isEmpty()) {
                collect(source, entry.named(), blobs);
            }
        }
        Optional<ConfigNode> config = node.content().config();
        if (config.isPresent() && !config.get().isChanged()) {
            collect(source, config.get().read(), blobs);
        }
        for (LayerNode layer : node.content().layers()) {
            if (layer.descriptor().urls().isEmpty()) { // the others stay where they are (MO-3)
                collect(layer.repository().withoutVersion(), layer.stored(), blobs);
            }
        }
    }

    private void collect(Ref from, Descriptor blob, List<ImageCopier.Located> all) {
        if (!from.sameRepository(target) && blob.digest().map(blobs::add).orElse(true)) {
            all.add(new ImageCopier.Located(from, blob));
        }
    }

    private Manifest written(ManifestNode node, Consumer<ManifestChange> changes) throws IOException {
        Manifest manifest = withReferrers(node, assembled(node, changes));
        if (!manifest.digest().equals(node.read().digest())) {
            changes.accept(change(node, manifest));
        }
        return manifest;
    }

    private static ManifestChange change(ManifestNode node, Manifest after) throws IOException {
        Optional<ConfigNode> config = node.content().config().filter(ConfigNode::isChanged);
        return new ManifestChange(
                node.name(),
                node.read(),
                after,
                config.isPresent() ? text(config.get().original()) : "",
                config.isPresent() ? text(config.get().content()) : "");
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Referrers are pushed before what they refer to (MO-11). */
    private Manifest withReferrers(ManifestNode node, Manifest manifest) throws IOException {
        for (ManifestNode referrer : node.referrers()) {
            Manifest subjected = ReferrerWriter.withSubject(assembled(referrer, change -> {}), manifest.descriptor());
            withReferrers(referrer, subjected);
            if (isElsewhere() || !subjected.digest().equals(referrer.read().digest())) {
                put(subjected);
            }
        }
        if (!isElsewhere() && !manifest.digest().equals(node.read().digest())) {
            referrers.move(node.read().digest(), manifest.descriptor());
        }
        return manifest;
    }

    public boolean isElsewhere() {
        return !source.sameRepository(target);
    }

    private Manifest assembled(ManifestNode node, Consumer<ManifestChange> changes) throws IOException {
        return switch (node.manifest()) {
            case IndexManifest index -> {
                List<Descriptor> entries = entries(node, changes);
                yield entries.equals(index.manifests()) ? index : index.withManifests(entries);
            }
            case ImageManifest image -> image(node, image);
            case ArtifactManifest artifact -> {
                List<Descriptor> blobs = layers(node);
                yield blobs.equals(artifact.blobs()) ? artifact : artifact.withBlobs(blobs);
            }
            case SchemaOneManifest old -> {
                pushExternal(node);
                yield old;
            }
        };
    }

    private List<Descriptor> entries(ManifestNode node, Consumer<ManifestChange> changes) throws IOException {
        List<Descriptor> entries = new ArrayList<>();
        for (ManifestNode.Entry entry : node.entries()) {
            Descriptor named = entry.named();
            if (entry.node().isEmpty()) {
                entries.add(limit.apply(Optional.of(named), named, () -> reader.small(source, named)));
            } else {
                entries.add(child(named, entry.node().get(), changes));
            }
        }
        return entries;
    }

    /** The entry keeps platform and annotations (MO-9). */
    private Descriptor child(Descriptor named, ManifestNode node, Consumer<ManifestChange> changes) throws IOException {
        Manifest child = written(node, changes);
        boolean changed = !child.digest().equals(node.read().digest());
        if (changed || isElsewhere()) {
            put(child);
        }
        Descriptor entry = changed
                ? named.withMediaType(child.mediaType())
                        .withDigest(child.digest())
                        .withSize(child.descriptor().size())
                : named;
        return limit.apply(Optional.of(named), entry, child::raw);
    }

    private void put(Manifest manifest) throws IOException {
        if (manifests.add(manifest.digest())) {
            pending.add(manifest);
            pendingBytes += manifest.descriptor().size();
            if (pendingBytes > MAX_PENDING_BYTES) {
                push();
            }
        }
    }

    /** A layout writes its index once for all of them. */
    private void push() throws IOException {
        if (!pending.isEmpty()) {
            scheme().putChildren(target, List.copyOf(pending));
            pending.clear();
            pendingBytes = 0;
        }
    }

    private Manifest image(ManifestNode node, ImageManifest image) throws IOException {
        List<Descriptor> layers = layers(node);
        ImageManifest changed = layers.equals(image.layers()) ? image : image.withLayers(layers);
        Optional<ConfigNode> config = node.content().config();
        if (config.isEmpty()) {
            return changed;
        }
        Descriptor descriptor = config(config.get());
        return image.config().equals(Optional.of(descriptor)) ? changed : changed.withConfig(descriptor);
    }

    private Descriptor config(ConfigNode config) throws IOException {
        Descriptor now = config.descriptor();
        if (config.isChanged() && now.digest().map(blobs::add).orElse(true)) {
            Descriptor plain = now.withData(Optional.empty());
            watched.of(target).putBlob(target, plain, BlobSource.ofBytes(config.content()));
        }
        return limit.apply(Optional.of(config.read()), now, config::content);
    }

    private List<Descriptor> layers(ManifestNode node) throws IOException {
        pushExternal(node);
        List<Descriptor> layers = new ArrayList<>();
        for (LayerNode layer : node.content().layers()) {
            layers.add(limit.apply(
                    Optional.of(layer.read()),
                    layer.descriptor(),
                    () -> reader.small(layer.repository(), layer.stored())));
        }
        return layers;
    }

    /** A layer that had URLs may be nowhere but there, although the repository is the right one. */
    private void pushExternal(ManifestNode node) throws IOException {
        for (LayerNode layer : node.content().layers()) {
            Descriptor stored = layer.stored();
            boolean wasExternal =
                    !stored.urls().isEmpty() && layer.descriptor().urls().isEmpty();
            if (wasExternal
                    && layer.repository().sameRepository(target)
                    && stored.digest().map(blobs::add).orElse(true)
                    && watched.of(target).headBlob(target, layer.descriptor()).isEmpty()) {
                BlobSource body = BlobSource.reopening(
                        () -> scheme().getBlob(target, stored).unhashed());
                watched.of(target).putBlob(target, layer.descriptor().withData(Optional.empty()), body);
            }
        }
    }

    private Scheme scheme() throws RegistryException {
        return schemes.of(target);
    }
}
