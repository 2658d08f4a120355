// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.HistoryEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which history entry belongs to which layer (MO-7): the entries that made a layer, in their order. An image without
 * any history has none to keep in step.
 */
final class LayerHistory {
    private LayerHistory() {}

    /** The history without the entry of a layer. */
    static List<HistoryEntry> without(List<HistoryEntry> history, int layer) throws RegistryException {
        if (history.isEmpty()) {
            return history;
        }
        List<HistoryEntry> left = new ArrayList<>(history);
        left.remove(indexOf(history, layer));
        return left;
    }

    /**
     * The history with an entry for a layer that comes last.
     *
     * @param layers how many there are before it
     */
    static List<HistoryEntry> withAdded(List<HistoryEntry> history, int layers, Instant created)
            throws RegistryException {
        if (history.isEmpty()) {
            return history;
        }
        if (layers > 0) {
            indexOf(history, layers - 1); // every layer has an entry
        }
        List<HistoryEntry> more = new ArrayList<>(history);
        more.add(new HistoryEntry(Optional.of(created.atOffset(ZoneOffset.UTC)), "", "", "regclient", false));
        return more;
    }

    private static int indexOf(List<HistoryEntry> history, int layer) throws RegistryException {
        int seen = 0;
        for (int i = 0; i < history.size(); i++) {
            if (!history.get(i).emptyLayer() && seen++ == layer) {
                return i;
            }
        }
        throw RegistryException.of(
                ErrorKind.MISMATCH,
                "history of the config has only " + seen + " layers, layer " + layer + " is missing");
    }
}
