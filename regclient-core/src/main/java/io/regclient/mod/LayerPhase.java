// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.Compression;
import io.regclient.copy.ImageCopier;
import io.regclient.copy.ProgressEvent;
import io.regclient.copy.ProgressListener;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.mod.layer.FileStep;
import io.regclient.mod.layer.LayerRewriter;
import io.regclient.mod.layer.LayerType;
import io.regclient.mod.layer.RewrittenLayer;
import io.regclient.mod.tree.ImageContent;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the layer and file steps (MO-3 to MO-5). A layer is only read when a step may change it, and once where several
 * images share it; a changed one is pushed while the next one is made, so that beside the layers to add only a few lie in
 * the temporary directory. It tells of a layer that is read as such: what counts as moved is what is sent.
 */
final class LayerPhase {
    private final EditPlan plan;
    private final SchemeSet reading;
    private final ProgressListener progress;
    private final List<Task> tasks = new ArrayList<>();
    private final List<LayerNode> others = new ArrayList<>();
    private final Map<Work, Outcome> done = new HashMap<>();

    /** A layer of an image that may change. */
    private record Task(ManifestNode node, LayerNode layer, Work work) {}

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

    /**
     * Prepares the phase of one run.
     *
     * @param copier knows the storages that layers are read from
     */
    LayerPhase(ImageCopier copier, EditPlan plan, ProgressListener progress) {
        this.plan = plan;
        this.progress = progress;
        this.reading = copier.watched(this::tellReading);
    }

    /** Takes note of the layers of an image, and of those that may change. */
    void prepare(ManifestNode node) throws IOException {
        // only file steps ask for the config, which is not read without need
        Optional<ImageConfig> config = plan.hasFileSteps() ? node.content().imageConfig() : Optional.empty();
        int position = 0;
        for (LayerNode layer : node.content().layers()) {
            for (LayerStep step : plan.layerSteps()) {
                step.edit(layer);
            }
            LayerContext context = new LayerContext(position, layer.descriptor(), config);
            Optional<Work> work = layer.descriptor().urls().isEmpty() ? work(layer, context) : Optional.empty();
            if (work.isPresent()) {
                node.requireChangeable();
                tasks.add(new Task(node, layer, work.get()));
            } else {
                others.add(layer);
            }
            position++;
        }
    }

    private Optional<Work> work(LayerNode layer, LayerContext context) throws IOException {
        Descriptor descriptor = layer.descriptor();
        Optional<LayerType> type = LayerType.of(descriptor.mediaType());
        List<FileStep> steps = type.isPresent() ? plan.fileSteps(context) : List.of();
        Optional<Compression> wanted = type.isPresent() ? layer.compression() : Optional.empty();
        boolean compresses = wanted.isPresent() && type.get().compression() != wanted.get();
        boolean stays = steps.isEmpty() && !compresses && layer.algorithm() == descriptor.digestAlgorithm();
        return stays
                ? Optional.empty()
                : Optional.of(new Work(layer.repository(), descriptor, steps, wanted, layer.algorithm()));
    }

    /** Changes the layers, and sends those that were added and stay as they are. */
    void run() throws IOException {
        for (Task task : tasks) {
            tell(ProgressEvent.State.EXPECTED, task.layer());
        }
        for (LayerNode layer : others) {
            boolean moves = layer.descriptor().urls().isEmpty()
                    && !layer.repository().sameRepository(plan.uploads().target());
            if (moves) {
                tell(ProgressEvent.State.EXPECTED, layer);
            }
        }
        for (LayerNode layer : others) {
            plan.uploads().push(layer.stored());
        }
        for (Task task : tasks) {
            run(task);
        }
    }

    private void run(Task task) throws IOException {
        ImageContent image = task.node().content();
        LayerNode layer = task.layer();
        Outcome outcome = done.get(task.work());
        if (outcome == null) {
            outcome = rewrite(task);
            done.put(task.work(), outcome);
        }
        if (outcome.isEmptied()) {
            image.remove(layer);
        } else if (outcome.content().isPresent()) {
            image.replace(layer, plan.uploads().target(), outcome.content().get(), outcome.diffId());
        } else {
            plan.uploads().push(layer.stored());
            image.verify(layer, outcome.diffId());
        }
    }

    private Outcome rewrite(Task task) throws IOException {
        LayerNode layer = task.layer();
        Work work = task.work();
        Optional<BlobSource> added = plan.uploads().added(layer.stored());
        InputStream blob = added.isPresent()
                ? added.get().open()
                : reading.of(work.repository()).getBlob(work.repository(), layer.stored());
        RewrittenLayer rewritten = LayerRewriter.rewrite(
                blob,
                work.layer(),
                task.node().name(),
                work.steps(),
                work.compression(),
                work.algorithm(),
                plan.uploads().temporary());
        if (rewritten.isEmptied() || !rewritten.isChanged()) {
            rewritten.close();
            tellKept(layer, rewritten.isEmptied());
            return new Outcome(rewritten.isEmptied(), Optional.empty(), rewritten.diffId());
        }
        Descriptor content = rewritten.descriptor();
        boolean kept = plan.dataLimit().embeds(layer.read(), content.size());
        tell(ProgressEvent.State.DROPPED, layer);
        Descriptor sent = plan.uploads().send(content, rewritten.file().orElseThrow(), kept);
        return new Outcome(false, Optional.of(sent), rewritten.diffId());
    }

    /** A layer that has not changed is there already, or will be copied. */
    private void tellKept(LayerNode layer, boolean isEmptied) {
        boolean isThere = layer.repository().sameRepository(plan.uploads().target())
                && plan.uploads().added(layer.stored()).isEmpty();
        tell(isThere && !isEmptied ? ProgressEvent.State.SKIPPED : ProgressEvent.State.DROPPED, layer);
        if (!isThere && !isEmptied) {
            tell(ProgressEvent.State.EXPECTED, layer);
        }
    }

    private void tell(ProgressEvent.State state, LayerNode layer) {
        progress.on(
                new ProgressEvent(ProgressEvent.Kind.BLOB, state, plan.uploads().target(), layer.stored(), 0));
    }

    private void tellReading(ProgressEvent event) {
        switch (event.state()) {
            case STARTED, ACTIVE ->
                progress.on(new ProgressEvent(
                        event.kind(), ProgressEvent.State.READ, event.target(), event.content(), event.bytes()));
            default -> {} // what becomes of it is told when it is known
        }
    }
}
