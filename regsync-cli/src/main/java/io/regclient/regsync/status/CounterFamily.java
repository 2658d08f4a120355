// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;

/** A counter and its values; {@code _total} is added to its name. */
final class CounterFamily {
    private final CounterSnapshot.Builder counter;

    private CounterFamily(CounterSnapshot.Builder counter) {
        this.counter = counter;
    }

    static CounterFamily of(String name, String help) {
        return new CounterFamily(CounterSnapshot.builder().name(name).help(help));
    }

    static CounterFamily bytes(String name, String help) {
        return new CounterFamily(CounterSnapshot.builder().name(name).help(help).unit(Unit.BYTES));
    }

    void with(Labels labels, long value) {
        counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build());
    }

    CounterSnapshot build() {
        return counter.build();
    }
}
