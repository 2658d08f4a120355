// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the config of an image says about its layers, while these change (MO-7). It becomes a new config once for all
 * changes: an image may have thousands of layers, and a config per layer would take time by their square.
 */
final class LayerRecords {
    private final ImageConfig image;
    private final List<Digest> diffIds;
    private List<HistoryEntry> history;
    private boolean isChanged;

    private LayerRecords(ImageConfig image) {
        this.image = image;
        this.diffIds = new ArrayList<>(image.rootFs().diffIds());
        this.history = image.history();
    }

    /**
     * The records of an image.
     *
     * @param layers how many layers its manifest has
     * @throws RegistryException of kind MISMATCH when the config lists more or fewer
     */
    static LayerRecords of(ImageConfig image, int layers) throws RegistryException {
        int listed = image.rootFs().diffIds().size();
        if (listed != layers) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "config lists " + listed + " layers, its manifest " + layers
                            + ": the layers of such an image cannot be changed");
        }
        return new LayerRecords(image);
    }

    void append(Digest diffId, Instant created) throws RegistryException {
        history = LayerHistory.withAdded(history, diffIds.size(), created);
        diffIds.add(diffId);
        isChanged = true;
    }

    void remove(int layer) throws RegistryException {
        history = LayerHistory.without(history, layer);
        diffIds.remove(layer);
        isChanged = true;
    }

    Digest diffId(int layer) {
        return diffIds.get(layer);
    }

    void setDiffId(int layer, Digest diffId) {
        isChanged |= !diffIds.set(layer, diffId).equals(diffId);
    }

    /** The config with these records: the one they are from when they say the same. */
    ImageConfig applied() {
        return isChanged
                ? image.withRootFs(ImageConfig.RootFs.ofLayers(diffIds)).withHistory(history)
                : image;
    }
}
