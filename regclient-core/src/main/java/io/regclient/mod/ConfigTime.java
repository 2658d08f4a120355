// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Replaces the creation times of configs and of their history, except what came with the base (MO-12). */
final class ConfigTime {
    private final BaseLayers base;
    private final TimeChange change;

    private ConfigTime(BaseLayers base, TimeChange change) {
        this.base = base;
        this.change = change;
    }

    static ImageEdit of(TimeChange change) {
        return plan -> {
            PlannedTime time = PlannedTime.of(plan, "WithConfigTimestamp", change);
            BaseLayers base = new BaseLayers(plan, change);
            plan.onConfig(config -> new ConfigTime(base, time.known()).edit(config));
        };
    }

    private ImageConfig edit(ImageConfig config) throws IOException {
        int kept = base.history(config);
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
}
