// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.Compression;
import io.regclient.mod.layer.FileStep;
import io.regclient.mod.layer.LayerContext;
import io.regclient.mod.layer.LayerRewriter;
import io.regclient.mod.layer.LayerType;
import io.regclient.mod.layer.RewrittenLayer;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Runs the layer and file steps (MO-3 to MO-5). A layer is only read when a step may change it, and a changed one is
 * pushed at once, so that one layer at a time lies in the temporary directory.
 */
final class LayerPhase {
    private final SchemeSet schemes;
    private final EditPlan plan;

    LayerPhase(SchemeSet schemes, EditPlan plan) {
        this.schemes = schemes;
        this.plan = plan;
    }

    void run(ManifestNode node) throws IOException {
        int position = 0;
        for (LayerNode layer : node.content().layers()) {
            for (LayerStep step : plan.layerSteps()) {
                step.edit(layer);
            }
            if (layer.descriptor().urls().isEmpty() && isTouched(layer)) {
                rewrite(node, layer, position);
            }
            position++;
        }
    }

    private boolean isTouched(LayerNode layer) {
        Optional<LayerType> type = LayerType.of(layer.descriptor().mediaType());
        boolean compresses = layer.compression().isPresent()
                && type.filter(known ->
                                known.compression() != layer.compression().get())
                        .isPresent();
        boolean redigests = layer.algorithm() != layer.descriptor().digestAlgorithm();
        return compresses || redigests || (type.isPresent() && !plan.fileSteps().isEmpty());
    }

    private void rewrite(ManifestNode node, LayerNode layer, int position) throws IOException {
        node.requireChangeable();
        Descriptor descriptor = layer.descriptor();
        boolean archive = LayerType.of(descriptor.mediaType()).isPresent();
        List<FileStep> steps = archive ? plan.fileSteps() : List.of();
        Optional<Compression> wanted = archive ? layer.compression() : Optional.empty();
        LayerContext context = new LayerContext(
                node.name(), position, descriptor, node.content().imageConfig());
        BlobReader blob = schemes.of(layer.repository()).getBlob(layer.repository(), layer.stored());
        try (RewrittenLayer rewritten = LayerRewriter.rewrite(
                blob,
                descriptor,
                context,
                steps,
                wanted,
                layer.algorithm(),
                plan.uploads().temporary())) {
            if (rewritten.isEmpty()) {
                node.content().remove(layer); // nothing is left in it (MO-4)
            } else if (rewritten.isChanged()) {
                plan.uploads().put(rewritten.descriptor(), rewritten.source());
                node.content().replace(layer, plan.uploads().target(), rewritten.descriptor(), rewritten.diffId());
            }
        }
    }
}
