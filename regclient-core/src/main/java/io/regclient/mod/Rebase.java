// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.BaseImage;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Exchanges the layers, diff_ids and history that an image has from its base for those of another base of the same
 * platform. Settings such as the environment stay those of the image. Annotations that name the old base name the new
 * one afterwards.
 */
final class Rebase {
    private final EditPlan plan;
    private final Ref from;
    private final Ref to;

    private Rebase(EditPlan plan, Ref from, Ref to) {
        this.plan = plan;
        this.from = from;
        this.to = to;
    }

    static ImageEdit between(Ref from, Ref to) {
        return plan -> plan.onManifest(new Rebase(plan, from, to)::rebase);
    }

    static ImageEdit annotated() {
        return plan -> {
            Ref base = Ref.parse(annotation(plan.top(), ManifestEdits.BASE_NAME));
            Digest digest = Digest.parse(annotation(plan.top(), ManifestEdits.BASE_DIGEST));
            plan.onManifest(new Rebase(plan, base.addDigest(digest), base)::rebase);
        };
    }

    private static String annotation(ManifestNode top, String name) throws RegistryException {
        return Optional.ofNullable(top.read().annotations().get(name))
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_ANNOTATION,
                        "image has no annotation " + name + ", its old and new base must be given"));
    }

    private void rebase(ManifestNode node) throws IOException {
        if (plan.baseDigest(from).equals(plan.baseDigest(to))) {
            return;
        }
        if (node.isImage()) {
            rebaseImage(node);
        }
        refreshAnnotations(node);
    }

    private void rebaseImage(ManifestNode node) throws IOException {
        ImageConfig config = node.content().imageConfig().orElseThrow();
        Optional<Platform> platform = Optional.of(config.platform());
        BaseImage before = plan.baseImage(from, platform);
        BaseImage after = plan.baseImage(to, platform);
        if (before.digest().equals(after.digest())) {
            return;
        }
        requireLayers(node, before);
        List<Digest> diffIds = exchange(
                config.rootFs().diffIds(),
                before.config().rootFs().diffIds(),
                after.config().rootFs().diffIds(),
                node);
        List<HistoryEntry> history = history(config, before, after, node);
        node.content()
                .change(config.withRootFs(ImageConfig.RootFs.ofLayers(diffIds)).withHistory(history));
        node.content().replaceFirst(before.layers().size(), layers(node, after));
    }

    private void requireLayers(ManifestNode node, BaseImage before) throws RegistryException {
        List<LayerNode> layers = node.content().layers();
        List<Descriptor> base = before.layers();
        for (int i = 0; i < base.size(); i++) {
            if (i >= layers.size() || !layers.get(i).descriptor().sameContent(base.get(i))) {
                throw differs("layer " + (i + 1), node);
            }
        }
    }

    private List<Digest> exchange(List<Digest> own, List<Digest> before, List<Digest> after, ManifestNode node)
            throws RegistryException {
        if (own.size() < before.size() || !own.subList(0, before.size()).equals(before)) {
            throw differs("a diff_id", node);
        }
        List<Digest> exchanged = new ArrayList<>(after);
        exchanged.addAll(own.subList(before.size(), own.size()));
        return exchanged;
    }

    private List<HistoryEntry> history(ImageConfig config, BaseImage before, BaseImage after, ManifestNode node)
            throws IOException {
        List<HistoryEntry> own = config.history();
        List<HistoryEntry> base = before.config().history();
        if (own.isEmpty()) {
            return own;
        }
        for (int i = 0; i < base.size(); i++) {
            if (i >= own.size() || !own.get(i).isSameStep(base.get(i))) {
                throw differs("history entry " + (i + 1), node);
            }
        }
        if (after.config().history().isEmpty() && !after.layers().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH, "new base " + to.commonName() + " has no history, " + node.name() + " has");
        }
        List<HistoryEntry> exchanged = new ArrayList<>(after.config().history());
        exchanged.addAll(own.subList(base.size(), own.size()));
        return exchanged;
    }

    /** The layers of the new base, under media types that suit the image. */
    private List<LayerNode> layers(ManifestNode node, BaseImage after) {
        MediaFamily family = MediaFamily.of(node.manifest());
        List<LayerNode> layers = new ArrayList<>();
        for (Descriptor layer : after.layers()) {
            LayerNode added = LayerNode.added(to.withoutVersion(), layer);
            added.describe(layer.withMediaType(family.counterpart(layer.mediaType())));
            layers.add(added);
        }
        return layers;
    }

    /** Annotations that speak of the old base speak of the new one (register row 38). */
    private void refreshAnnotations(ManifestNode node) throws IOException {
        Map<String, String> annotations = node.manifest().annotations();
        String digest = annotations.getOrDefault(ManifestEdits.BASE_DIGEST, "");
        Optional<Digest> fresh = digest.isEmpty() ? Optional.empty() : freshDigest(node, digest);
        if (fresh.isPresent()) {
            annotate(node, ManifestEdits.BASE_DIGEST, fresh.get().toString());
        }
        String name = annotations.getOrDefault(ManifestEdits.BASE_NAME, "");
        if (!name.isEmpty() && isTag(from, Ref.parse(name)) && !isTag(to, Ref.parse(name))) {
            Ref base = to.tag().isPresent() ? to.withTag(to.tag().get()) : to;
            annotate(node, ManifestEdits.BASE_NAME, base.commonName());
        }
    }

    /** The digest may be that of the base's index or that of its image for the platform; it stays of the same sort. */
    private Optional<Digest> freshDigest(ManifestNode node, String digest) throws IOException {
        if (node.isImage()) {
            Optional<Platform> platform = node.content().imageConfig().map(ImageConfig::platform);
            BaseImage before = plan.baseImage(from, platform);
            if (digest.equals(before.digest().toString())) {
                return Optional.of(plan.baseImage(to, platform).digest());
            }
        }
        return digest.equals(plan.baseDigest(from).toString()) ? Optional.of(plan.baseDigest(to)) : Optional.empty();
    }

    private static boolean isTag(Ref ref, Ref name) {
        return name.sameRepository(ref) && name.tag().equals(ref.tag());
    }

    private static void annotate(ManifestNode node, String name, String value) throws RegistryException {
        node.change(node.manifest().withAnnotation(name, value));
    }

    private RegistryException differs(String what, ManifestNode node) {
        return RegistryException.of(
                ErrorKind.MISMATCH,
                what + " of " + node.name() + " does not match base " + from.commonName()
                        + ", the image was not built on it");
    }
}
