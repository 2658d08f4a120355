// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;

/** A time that is summed up and counted, without quantiles. */
final class SummaryFamily {
    private final SummarySnapshot.Builder summary;

    SummaryFamily(String name, String help) {
        summary = SummarySnapshot.builder().name(name).help(help).unit(Unit.SECONDS);
    }

    void with(Labels labels, long count, double sum) {
        summary.dataPoint(SummaryDataPointSnapshot.builder()
                .labels(labels)
                .count(count)
                .sum(sum)
                .build());
    }

    SummarySnapshot build() {
        return summary.build();
    }
}
