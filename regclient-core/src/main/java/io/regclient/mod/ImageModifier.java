// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.copy.ImageCopier;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.ImageContent;
import io.regclient.mod.tree.ImageReader;
import io.regclient.mod.tree.ImageWriter;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.mod.tree.ManifestStep;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies edits to an image and pushes the result (contract section 17). Thread-safe. On failure what was pushed stays
 * as untagged content; a tag only ever names a finished image.
 */
public final class ImageModifier {
    private final ImageCopier copier;
    private final Instant started;
    private final Path temporary;

    /**
     * Creates a modifier.
     *
     * @param copier brings along what does not change, and knows the storages
     * @param started creation time of history entries that are added (MO-7)
     * @param temporary directory for layers on their way; nothing is left in it
     */
    public ImageModifier(ImageCopier copier, Instant started, Path temporary) {
        this.copier = copier;
        this.started = started;
        this.temporary = temporary;
    }

    /**
     * Changes an image.
     *
     * @param target where the result goes; empty: into the repository of the source, by digest. A reference without tag
     *     gets the digest of the result.
     * @return what the result can be read by: the target, with the digest unless it has nothing but a tag (MO-2)
     * @throws RegistryException whose message names the image
     */
    public Ref modify(Ref source, Optional<Ref> target, List<ImageEdit> edits, ModifyOptions options)
            throws IOException {
        Ref place = target.orElseGet(source::withoutVersion);
        boolean writes = options.dryRun().isEmpty();
        try (Guard _ = writes ? copier.schemes().of(place).guard(place) : Guard.NONE) {
            return run(source, place, edits, options);
        } catch (IOException e) {
            throw RegistryException.withContext("failed to modify " + source.commonName(), e);
        }
    }

    private Ref run(Ref source, Ref place, List<ImageEdit> edits, ModifyOptions options) throws IOException {
        ImageCopier writing = options.dryRun().map(copier::planning).orElse(copier);
        ImageReader reader = new ImageReader(copier.schemes());
        ManifestNode top = reader.read(source);
        Scheme watched = writing.watched(options.progress()).of(place);
        try (LayerUpload uploads = new LayerUpload(watched, place, temporary, writing.uploads())) {
            EditPlan plan = new EditPlan(top, reader, uploads, started);
            for (ImageEdit edit : edits) {
                edit.plan(plan);
            }
            top.walk(node -> editManifest(node, plan));
            if (!plan.configSteps().isEmpty()) {
                editConfigs(top, plan);
            }
            plan.checkPlatforms();
            LayerPhase layers = new LayerPhase(copier, plan, options.progress());
            top.walk(layers::prepare);
            layers.run();
            plan.finish();
            ImageWriter writer = new ImageWriter(writing, reader, source, place, plan.dataLimit(), options.progress());
            writer.copyUnchanged(top);
            uploads.join();
            Manifest manifest = writer.writeChanged(top, options.changes());
            boolean changed = !manifest.digest().equals(top.read().digest());
            Ref result = result(place, manifest);
            if (changed || writer.isElsewhere() || !isThere(source, place)) {
                writing.schemes().of(result).putManifest(result, manifest, ManifestPut.top());
            }
            return result;
        }
    }

    private static void editManifest(ManifestNode node, EditPlan plan) throws IOException {
        for (ManifestStep step : plan.manifestSteps()) {
            step.edit(node);
        }
    }

    private static void editConfigs(ManifestNode top, EditPlan plan) throws IOException {
        List<ImageContent> images = new ArrayList<>();
        List<ImageConfig> configs = new ArrayList<>();
        top.walk(node -> {
            Optional<ImageConfig> config = node.content().imageConfig();
            if (config.isPresent()) {
                images.add(node.content());
                configs.add(config.get());
            }
        });
        List<ImageConfig> edited = configs;
        for (ConfigsStep step : plan.configSteps()) {
            edited = step.edit(edited);
        }
        for (int i = 0; i < images.size(); i++) {
            if (!edited.get(i).equals(configs.get(i))) {
                images.get(i).change(edited.get(i));
            }
        }
    }

    private static Ref result(Ref place, Manifest manifest) {
        boolean tagOnly = place.tag().isPresent() && place.digest().isEmpty();
        if (tagOnly) {
            return place;
        }
        return place.tag().isPresent() ? place.addDigest(manifest.digest()) : place.withDigest(manifest.digest());
    }

    /** True when an unchanged image needs no push: it was read by the tag it goes to, or no tag is wanted. */
    private static boolean isThere(Ref source, Ref place) {
        return place.tag().isEmpty()
                || (source.digest().isEmpty() && place.tag().equals(source.tag()));
    }
}
