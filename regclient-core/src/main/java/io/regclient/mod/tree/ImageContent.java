// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Config and layers of a manifest. A layer that comes or goes takes its diff_id and history entry along (MO-7), if the
 * config is that of an image.
 */
public final class ImageContent {
    private final Optional<ConfigNode> config;
    private final List<LayerNode> layers = new ArrayList<>();

    ImageContent(Ref repository, Optional<ConfigNode> config, List<Descriptor> layers) {
        this.config = config;
        for (Descriptor layer : layers) {
            this.layers.add(LayerNode.read(this.layers.size(), repository, layer));
        }
    }

    /** The config, whatever it holds; schema 1 and artifact manifests have none. */
    public Optional<ConfigNode> config() {
        return config;
    }

    /** The config when it is that of an image. */
    public Optional<ImageConfig> imageConfig() throws IOException {
        return config.isPresent() ? config.get().image() : Optional.empty();
    }

    /** The layers as they are now, base first. */
    public List<LayerNode> layers() {
        return List.copyOf(layers);
    }

    /** True when the image is for one of the platforms, exactly; without platforms always (MO-13). */
    public boolean isFor(List<Platform> platforms) throws IOException {
        if (platforms.isEmpty()) {
            return true;
        }
        Optional<Platform> own = imageConfig().map(ImageConfig::platform);
        return own.isPresent() && platforms.stream().anyMatch(own.get()::matches);
    }

    public void change(ImageConfig changed) {
        config.orElseThrow().change(changed);
    }

    /** Appends a layer. */
    public void append(LayerNode layer, Digest diffId, Instant created) throws IOException {
        Optional<ImageConfig> image = imageConfig();
        if (image.isPresent()) {
            List<Digest> diffIds = diffIds(image.get());
            diffIds.add(diffId);
            List<HistoryEntry> history = LayerHistory.withAdded(image.get().history(), layers.size(), created);
            change(image.get().withRootFs(rootFs(diffIds)).withHistory(history));
        }
        layers.add(layer);
    }

    public void remove(LayerNode layer) throws IOException {
        int position = layers.indexOf(layer);
        Optional<ImageConfig> image = imageConfig();
        if (image.isPresent()) {
            List<Digest> diffIds = diffIds(image.get());
            diffIds.remove(position);
            List<HistoryEntry> history = LayerHistory.without(image.get().history(), position);
            change(image.get().withRootFs(rootFs(diffIds)).withHistory(history));
        }
        layers.remove(position);
    }

    /** Gives a layer other content. */
    public void replace(LayerNode layer, Ref repository, Descriptor content, Digest diffId) throws IOException {
        setDiffId(layer, diffId);
        layer.replace(repository, content);
    }

    /** Corrects a diff_id that is not that of the layer's content, which stays; one of another algorithm stays too. */
    public void verify(LayerNode layer, Digest diffId) throws IOException {
        Optional<ImageConfig> image = imageConfig();
        if (image.isPresent() && diffIds(image.get()).get(layers.indexOf(layer)).algorithm() == diffId.algorithm()) {
            setDiffId(layer, diffId);
        }
    }

    private void setDiffId(LayerNode layer, Digest diffId) throws IOException {
        Optional<ImageConfig> image = imageConfig();
        if (image.isPresent()) {
            List<Digest> diffIds = diffIds(image.get());
            if (!diffIds.set(layers.indexOf(layer), diffId).equals(diffId)) {
                change(image.get().withRootFs(rootFs(diffIds)));
            }
        }
    }

    /** Exchanges the first layers; the config is the caller's business. */
    public void replaceFirst(int count, List<LayerNode> others) {
        layers.subList(0, count).clear();
        layers.addAll(0, others);
    }

    private List<Digest> diffIds(ImageConfig image) throws RegistryException {
        List<Digest> diffIds = image.rootFs().diffIds();
        if (diffIds.size() != layers.size()) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "config lists " + diffIds.size() + " layers, its manifest " + layers.size()
                            + ": the layers of such an image cannot be changed");
        }
        return new ArrayList<>(diffIds);
    }

    private static ImageConfig.RootFs rootFs(List<Digest> diffIds) {
        return ImageConfig.RootFs.ofLayers(diffIds);
    }
}
