// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.mod.layer.FileStep;
import io.regclient.mod.layer.LayerRewriter;
import io.regclient.mod.layer.LayerType;
import io.regclient.mod.layer.RewrittenLayer;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the layer and file steps (MO-3 to MO-5). A layer is only read when a step may change it, and once where several
 * images share it; a changed one is pushed while the next one is made, so that beside the layers to add only a few lie in
 * the temporary directory.
 */
final class LayerPhase {
    private final SchemeSet schemes;
    private final EditPlan plan;
    private final Map<Work, Outcome> done = new HashMap<>();

    /** All that what becomes of a layer depends on. */
    private record Work(
            Ref repository,
            Descriptor layer,
            List<FileStep> steps,
            Optional<Compression> compression,
            DigestAlgorithm algorithm) {}

    /**
     * What has become of a layer.
     *
     * @param isEmptied nothing is left in it (MO-4)
     * @param content empty when it has not changed
     */
    private record Outcome(boolean isEmptied, Optional<Descriptor> content, Digest diffId) {}

    LayerPhase(SchemeSet schemes, EditPlan plan) {
        this.schemes = schemes;
        this.plan = plan;
    }

    void run(ManifestNode node) throws IOException {
        // only file steps ask for the config, which is not read without need
        Optional<ImageConfig> config = plan.hasFileSteps() ? node.content().imageConfig() : Optional.empty();
        int position = 0;
        for (LayerNode layer : node.content().layers()) {
            for (LayerStep step : plan.layerSteps()) {
                step.edit(layer);
            }
            if (layer.descriptor().urls().isEmpty()) {
                rewrite(node, layer, new LayerContext(position, layer.descriptor(), config));
            }
            position++;
        }
    }

    private void rewrite(ManifestNode node, LayerNode layer, LayerContext context) throws IOException {
        Descriptor descriptor = layer.descriptor();
        Optional<LayerType> type = LayerType.of(descriptor.mediaType());
        List<FileStep> steps = type.isPresent() ? plan.fileSteps(context) : List.of();
        Optional<Compression> wanted = type.isPresent() ? layer.compression() : Optional.empty();
        boolean compresses = wanted.isPresent() && type.get().compression() != wanted.get();
        if (steps.isEmpty() && !compresses && layer.algorithm() == descriptor.digestAlgorithm()) {
            return;
        }
        node.requireChangeable();
        Work work = new Work(layer.repository(), descriptor, steps, wanted, layer.algorithm());
        Outcome outcome = done.get(work);
        if (outcome == null) {
            outcome = rewrite(node, layer, work);
            done.put(work, outcome);
        }
        if (outcome.isEmptied()) {
            node.content().remove(layer);
        } else if (outcome.content().isPresent()) {
            node.content()
                    .replace(layer, plan.uploads().target(), outcome.content().get(), outcome.diffId());
        } else {
            node.content().verify(layer, outcome.diffId());
        }
    }

    private Outcome rewrite(ManifestNode node, LayerNode layer, Work work) throws IOException {
        Optional<BlobSource> added = plan.uploads().added(layer.stored());
        InputStream blob = added.isPresent()
                ? added.get().open()
                : schemes.of(work.repository()).getBlob(work.repository(), layer.stored());
        RewrittenLayer rewritten = LayerRewriter.rewrite(
                blob,
                work.layer(),
                node.name(),
                work.steps(),
                work.compression(),
                work.algorithm(),
                plan.uploads().temporary());
        if (rewritten.isEmptied() || !rewritten.isChanged()) {
            rewritten.close();
            return new Outcome(rewritten.isEmptied(), Optional.empty(), rewritten.diffId());
        }
        Descriptor content = rewritten.descriptor();
        boolean kept = plan.dataLimit().embeds(layer.read(), content.size());
        Descriptor sent = plan.uploads().send(content, rewritten.file().orElseThrow(), kept);
        return new Outcome(false, Optional.of(sent), rewritten.diffId());
    }
}
