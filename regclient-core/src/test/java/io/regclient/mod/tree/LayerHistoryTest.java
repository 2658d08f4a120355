// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import static io.regclient.mod.ModFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.HistoryEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LayerHistoryTest {
    private static final HistoryEntry FIRST = entry("first", false);
    private static final HistoryEntry EMPTY = entry("ENV a=1", true);
    private static final HistoryEntry SECOND = entry("second", false);

    private static HistoryEntry entry(String command, boolean empty) {
        return new HistoryEntry(Optional.empty(), command, "", "", empty);
    }

    @Test
    @DisplayName("MO-7: layers are the history entries that are not empty, in their order")
    void skipsEmptyEntries() throws RegistryException {
        List<HistoryEntry> history = List.of(EMPTY, FIRST, EMPTY, SECOND);

        assertThat(LayerHistory.without(history, 0)).containsExactly(EMPTY, EMPTY, SECOND);
        assertThat(LayerHistory.without(history, 1)).containsExactly(EMPTY, FIRST, EMPTY);
    }

    @Test
    @DisplayName("MO-7: too few entries are an error, none at all are fine")
    void needsAnEntryPerLayer() throws RegistryException {
        RegistryException e = failure(() -> LayerHistory.without(List.of(FIRST, EMPTY), 1));

        assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(LayerHistory.without(List.of(), 3)).isEmpty();
        assertThat(LayerHistory.withAdded(List.of(), 3, Instant.EPOCH)).isEmpty();
    }

    @Test
    @DisplayName("MO-7: a layer is only added where every layer before it has its entry")
    void addsBehindAnEntryPerLayer() throws RegistryException {
        RegistryException e = failure(() -> LayerHistory.withAdded(List.of(FIRST, EMPTY), 2, Instant.EPOCH));

        assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(LayerHistory.withAdded(List.of(FIRST, EMPTY), 1, Instant.EPOCH))
                .hasSize(3);
        assertThat(LayerHistory.withAdded(List.of(EMPTY), 0, Instant.EPOCH)).hasSize(2);
    }
}
