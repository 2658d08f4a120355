// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replaces the creation times of configs and of their history, except what came with the base (MO-12). */
final class ConfigTime {
    private final EditPlan plan;
    private final TimeChange change;

    private ConfigTime(EditPlan plan, TimeChange change) {
        this.plan = plan;
        this.change = change;
    }

    static ImageEdit of(TimeChange change) {
        return plan -> {
            PlannedTime time = PlannedTime.of(plan, "WithConfigTimestamp", change);
            plan.onConfig(config -> new ConfigTime(plan, time.known()).edit(config));
        };
    }

    private ImageConfig edit(ImageConfig config) throws IOException {
        int kept = baseHistory(config);
        List<HistoryEntry> history = new ArrayList<>();
        for (HistoryEntry step : config.history()) {
            // a step without time keeps having none
            boolean stays = history.size() < kept || step.created().isEmpty();
            history.add(stays ? step : step.withCreated(step.created().map(change::apply)));
        }
        boolean sameCreated = config.created().equals(config.created().map(change::apply));
        ImageConfig changed =
                sameCreated ? config : config.withCreated(config.created().map(change::apply));
        return history.equals(config.history()) ? changed : changed.withHistory(history);
    }

    /** Number of history entries that belong to the base: as many as its own, or up to its last layer. */
    private int baseHistory(ImageConfig config) throws IOException {
        int ofBase = change.baseRef().isPresent()
                ? plan.baseImage(change.baseRef().get(), Optional.of(config.platform()))
                        .config()
                        .history()
                        .size()
                : 0;
        int layers = 0;
        int end = 0;
        for (int i = 0; i < config.history().size() && layers < change.baseLayers(); i++) {
            layers += config.history().get(i).emptyLayer() ? 0 : 1;
            end = i + 1;
        }
        return Math.max(ofBase, end);
    }
}
