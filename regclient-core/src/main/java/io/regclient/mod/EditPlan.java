// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.mod.layer.FileStep;
import io.regclient.mod.tree.BaseImage;
import io.regclient.mod.tree.DataLimit;
import io.regclient.mod.tree.ImageReader;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.mod.tree.ManifestStep;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the edits of one run want to be done, phase by phase, each phase in the order of registration (MO-1). Made for
 * one run, not thread-safe.
 */
public final class EditPlan {
    private final ManifestNode top;
    private final ImageReader images;
    private final LayerUpload uploads;
    private final Instant started;
    private final List<ManifestStep> manifestSteps = new ArrayList<>();
    private final List<ConfigsStep> configSteps = new ArrayList<>();
    private final List<LayerStep> layerSteps = new ArrayList<>();
    private final List<FilteredStep> fileSteps = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final List<String> stripped = new ArrayList<>();
    private final List<PlatformChoice> choices = new ArrayList<>();
    private final Set<Warning> warnings = new HashSet<>();
    private DataLimit dataLimit = DataLimit.KEEP;

    /** Something that an option does not find; told once. */
    private record Warning(String message, Map<String, String> values) {}

    /** A step with the layers it is for. */
    private record FilteredStep(LayerFilter filter, FileStep step) {}

    /**
     * Starts a plan.
     *
     * @param top the image as it was read
     * @param started creation time of history entries
     */
    EditPlan(ManifestNode top, ImageReader images, LayerUpload uploads, Instant started) {
        this.top = top;
        this.images = images;
        this.uploads = uploads;
        this.started = started;
    }

    void onManifest(ManifestStep step) {
        manifestSteps.add(step);
    }

    /** A step that every config takes for itself. */
    void onConfig(ConfigStep step) {
        onConfigs(configs -> {
            List<ImageConfig> edited = new ArrayList<>(configs.size());
            for (ImageConfig config : configs) {
                edited.add(step.edit(config));
            }
            return edited;
        });
    }

    void onConfigs(ConfigsStep step) {
        configSteps.add(step);
    }

    void onLayer(LayerStep step) {
        layerSteps.add(step);
    }

    /** A step for the files of all layers. */
    void onFile(FileStep step) {
        onFile(layer -> true, step);
    }

    /** A step for the files of some layers. */
    void onFile(LayerFilter filter, FileStep step) {
        fileSteps.add(new FilteredStep(filter, step));
    }

    /** Takes note of a file that a step removes from all layers. */
    void strips(String name) {
        stripped.add(name);
    }

    /** The files that are removed from all layers, by any step. */
    List<String> stripped() {
        return stripped;
    }

    /** Runs when all steps have been taken. */
    void onEnd(Runnable check) {
        checks.add(check);
    }

    /** The images that a step is for. */
    PlatformChoice choice(PlatformPrefix prefix) {
        PlatformChoice choice = new PlatformChoice(prefix);
        choices.add(choice);
        return choice;
    }

    /** Tells the platforms that no image had when a step for it came by; to be asked when all configs have changed. */
    void checkPlatforms() {
        for (PlatformChoice choice : choices) {
            for (Platform platform : choice.missing()) {
                warn(
                        "No image has the platform of an option",
                        Map.of(
                                "platform", platform.toString(),
                                "has",
                                        choice.seen().stream()
                                                .map(Platform::toString)
                                                .collect(Collectors.joining(", "))));
            }
        }
    }

    /** Warns, once with the same words. */
    void warn(String message, Map<String, String> values) {
        if (warnings.add(new Warning(message, values))) {
            LoggingEventBuilder line = LoggerFactory.getLogger(EditPlan.class).atWarn();
            for (Map.Entry<String, String> each : new TreeMap<>(values).entrySet()) {
                line = line.addKeyValue(each.getKey(), each.getValue());
            }
            line.log(message);
        }
    }

    /** Tells what the steps did not find. */
    void finish() {
        checks.forEach(Runnable::run);
    }

    /** The last limit counts. */
    void embed(DataLimit limit) {
        dataLimit = limit;
    }

    /** The image as it was read. */
    ManifestNode top() {
        return top;
    }

    Instant started() {
        return started;
    }

    LayerUpload uploads() {
        return uploads;
    }

    /** The image configs of all manifests as they were read. */
    List<ImageConfig> configs() throws IOException {
        List<ImageConfig> configs = new ArrayList<>();
        top.walk(node -> node.content().imageConfig().ifPresent(configs::add));
        return configs;
    }

    /** Reads the image that a base reference names, of an index the best one for the platform. */
    BaseImage baseImage(Ref base, Optional<Platform> platform) throws IOException {
        return images.base(base, platform);
    }

    /** The digest of what a base reference names. */
    Digest baseDigest(Ref base) throws IOException {
        return images.baseManifest(base).digest();
    }

    List<ManifestStep> manifestSteps() {
        return manifestSteps;
    }

    List<ConfigsStep> configSteps() {
        return configSteps;
    }

    List<LayerStep> layerSteps() {
        return layerSteps;
    }

    boolean hasFileSteps() {
        return !fileSteps.isEmpty();
    }

    /** The steps for the files of a layer. */
    List<FileStep> fileSteps(LayerContext layer) throws IOException {
        List<FileStep> steps = new ArrayList<>();
        for (FilteredStep each : fileSteps) {
            if (each.filter().accepts(layer)) {
                steps.add(each.step());
            }
        }
        return steps;
    }

    DataLimit dataLimit() {
        return dataLimit;
    }
}
