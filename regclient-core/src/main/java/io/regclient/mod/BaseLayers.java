// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.mod.tree.BaseImage;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells which layers and history entries keep their times because they come from the base image (MO-12). Made for one run. */
final class BaseLayers {
    private static final String NO_PLATFORM = "unknown";

    private final EditPlan plan;
    private final TimeChange change;
    private final IdentityHashMap<ImageConfig, Share> known = new IdentityHashMap<>();

    /**
     * What an image has of its base.
     *
     * @param layers its first layers, so many
     * @param digests layers, wherever they are
     * @param history its first history entries, so many
     */
    private record Share(int layers, Set<Digest> digests, int history) {}

    BaseLayers(EditPlan plan, TimeChange change) {
        this.plan = plan;
        this.change = change;
    }

    /** True for the first layers of an image, as many as are base layers, and for layers that the base image has. */
    boolean contains(LayerContext layer) throws IOException {
        Share share = layer.config().isPresent()
                ? share(layer.config().get())
                : new Share(change.baseLayers(), baseDigests(), 0);
        return layer.index() < share.layers()
                || layer.layer().digest().filter(share.digests()::contains).isPresent();
    }

    /** Number of history entries that belong to the base: as many as its own, or up to its last layer. */
    int history(ImageConfig config) throws IOException {
        return share(config).history();
    }

    private Share share(ImageConfig config) throws IOException {
        Share share = known.get(config);
        if (share == null) {
            share = counted(config);
            known.put(config, share);
        }
        return share;
    }

    private Share counted(ImageConfig config) throws IOException {
        int layers = change.baseLayers();
        int history = historyOf(layers, config.history());
        if (config.platform().os().equals(NO_PLATFORM)) {
            return new Share(layers, Set.of(), history); // an attestation is built on nothing
        }
        int all = config.rootFs().diffIds().size();
        if (layers > all) {
            plan.warn(
                    "Image has fewer layers than are to keep their times",
                    Map.of("platform", config.platform().toString(), "layers", "" + all, "base-layers", "" + layers));
        }
        if (change.baseRef().isEmpty()) {
            return new Share(layers, Set.of(), history);
        }
        BaseImage base = plan.baseImage(change.baseRef().get(), Optional.of(config.platform()));
        List<Digest> diffIds = base.config().rootFs().diffIds();
        Set<Digest> digests = digests(base);
        if (startsWith(config.rootFs().diffIds(), diffIds)) {
            return new Share(
                    Math.max(layers, diffIds.size()),
                    digests,
                    Math.max(history, base.config().history().size()));
        }
        plan.warn(
                "Image is not built on the base image of an option, only what both have keeps its times",
                Map.of(
                        "base",
                        change.baseRef().get().commonName(),
                        "platform",
                        config.platform().toString()));
        return new Share(
                layers,
                digests,
                Math.max(history, shared(config.history(), base.config().history())));
    }

    /** Number of entries up to that of the last of the first layers. */
    private static int historyOf(int layers, List<HistoryEntry> history) {
        int seen = 0;
        int end = 0;
        for (int i = 0; i < history.size() && seen < layers; i++) {
            seen += history.get(i).emptyLayer() ? 0 : 1;
            end = i + 1;
        }
        return end;
    }

    private static int shared(List<HistoryEntry> own, List<HistoryEntry> base) {
        int same = 0;
        while (same < Math.min(own.size(), base.size()) && own.get(same).isSameStep(base.get(same))) {
            same++;
        }
        return same;
    }

    private static boolean startsWith(List<Digest> own, List<Digest> base) {
        return own.size() >= base.size() && own.subList(0, base.size()).equals(base);
    }

    private Set<Digest> baseDigests() throws IOException {
        return change.baseRef().isEmpty()
                ? Set.of()
                : digests(plan.baseImage(change.baseRef().get(), Optional.empty()));
    }

    private static Set<Digest> digests(BaseImage base) {
        Set<Digest> digests = new HashSet<>();
        for (Descriptor each : base.layers()) {
            each.digest().ifPresent(digests::add);
        }
        return digests;
    }
}
