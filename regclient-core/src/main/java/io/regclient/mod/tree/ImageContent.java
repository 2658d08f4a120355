// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
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
    private Optional<LayerRecords> records = Optional.empty();

    ImageContent(Ref repository, Optional<ConfigNode> config, List<Descriptor> layers) {
        this.config = config;
        for (Descriptor layer : layers) {
            this.layers.add(LayerNode.read(this.layers.size(), repository, layer));
        }
    }

    /** The config with all that has become of the layers, whatever it holds; schema 1 and artifact manifests have none. */
    public Optional<ConfigNode> config() {
        if (records.isPresent()) {
            ImageConfig applied = records.get().applied();
            records = Optional.empty();
            config.orElseThrow().change(applied);
        }
        return config;
    }

    /** The config when it is that of an image. */
    public Optional<ImageConfig> imageConfig() throws IOException {
        Optional<ConfigNode> settled = config();
        return settled.isPresent() ? settled.get().image() : Optional.empty();
    }

    /** What the config of an image says about its layers; it is changed when it is next asked for. */
    private Optional<LayerRecords> records() throws IOException {
        if (records.isEmpty()) {
            Optional<ImageConfig> image = imageConfig();
            if (image.isPresent()) {
                records = Optional.of(LayerRecords.of(image.get(), layers.size()));
            }
        }
        return records;
    }

    /** The layers as they are now, base first. */
    public List<LayerNode> layers() {
        return List.copyOf(layers);
    }

    public void change(ImageConfig changed) {
        config().orElseThrow().change(changed);
    }

    /** Appends a layer. */
    public void append(LayerNode layer, Digest diffId, Instant created) throws IOException {
        Optional<LayerRecords> known = records();
        if (known.isPresent()) {
            known.get().append(diffId, created);
        }
        layers.add(layer);
    }

    public void remove(LayerNode layer) throws IOException {
        int position = layers.indexOf(layer);
        Optional<LayerRecords> known = records();
        if (known.isPresent()) {
            known.get().remove(position);
        }
        layers.remove(position);
    }

    /** Gives a layer other content. */
    public void replace(LayerNode layer, Ref repository, Descriptor content, Digest diffId) throws IOException {
        Optional<LayerRecords> known = records();
        if (known.isPresent()) {
            known.get().setDiffId(layers.indexOf(layer), diffId);
        }
        layer.replace(repository, content);
    }

    /** Corrects a diff_id that is not that of the layer's content, which stays; one of another algorithm stays too. */
    public void verify(LayerNode layer, Digest diffId) throws IOException {
        Optional<LayerRecords> known = records();
        int position = layers.indexOf(layer);
        if (known.isPresent() && known.get().diffId(position).algorithm() == diffId.algorithm()) {
            known.get().setDiffId(position, diffId);
        }
    }

    /** Exchanges the first layers; the config is the caller's business. */
    public void replaceFirst(int count, List<LayerNode> others) {
        layers.subList(0, count).clear();
        layers.addAll(0, others);
    }
}
