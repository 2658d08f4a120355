// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Optional;

/** A gauge and its values. */
final class GaugeFamily {
    private final GaugeSnapshot.Builder gauge;

    private GaugeFamily(GaugeSnapshot.Builder gauge) {
        this.gauge = gauge;
    }

    static GaugeFamily of(String name, String help) {
        return new GaugeFamily(GaugeSnapshot.builder().name(name).help(help));
    }

    static GaugeFamily seconds(String name, String help) {
        return new GaugeFamily(GaugeSnapshot.builder().name(name).help(help).unit(Unit.SECONDS));
    }

    GaugeFamily with(Labels labels, double value) {
        gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        return this;
    }

    /** No value where there is none. */
    GaugeFamily with(Labels labels, Optional<Double> value) {
        return value.isPresent() ? with(labels, value.get()) : this;
    }

    GaugeSnapshot build() {
        return gauge.build();
    }
}
