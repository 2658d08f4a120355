// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The status of a server as metrics of Prometheus, with those of the JVM. Each metric is made from the status when it is
 * asked for: there are as many series as the configuration has entries and hosts, and none of a former one.
 */
public final class StatusMetrics {
    private final PrometheusRegistry jvm = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    public StatusMetrics() {
        JvmMetrics.builder().register(jvm);
    }

    /**
     * Metrics in a text format.
     *
     * @param contentType its media type
     * @param text all of them
     */
    public record Exposition(String contentType, String text) {}

    /**
     * All metrics.
     *
     * @param accept the header with the formats that whoever asks can read, empty for the oldest one
     */
    public Exposition of(ServerStatus status, String accept) throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        for (MetricSnapshot snapshot : own(status)) {
            all.metricSnapshot(snapshot);
        }
        for (MetricSnapshot snapshot : jvm.scrape()) {
            all.metricSnapshot(snapshot);
        }
        ExpositionFormatWriter format = format(accept);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        format.write(text, all.build());
        return new Exposition(format.getContentType(), text.toString(StandardCharsets.UTF_8));
    }

    /** The format that whoever asks gets. */
    public String contentType(String accept) {
        return format(accept).getContentType();
    }

    private ExpositionFormatWriter format(String accept) {
        return accept.contains("openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }

    private static List<MetricSnapshot> own(ServerStatus status) {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(InfoSnapshot.builder()
                .name("regsync_build")
                .help("Version of the program")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", status.process().version()))
                        .build())
                .build());
        all.addAll(server(status));
        all.addAll(schedules(status));
        all.addAll(work(status));
        all.addAll(hosts(status));
        return all;
    }

    private static List<MetricSnapshot> server(ServerStatus status) {
        Labels none = Labels.EMPTY;
        Optional<StateStatus> state = status.state();
        return List.of(
                GaugeFamily.seconds("regsync_start_timestamp_seconds", "When the server started, in Unix time")
                        .with(none, seconds(status.process().began()))
                        .build(),
                GaugeFamily.seconds(
                                "regsync_config_timestamp_seconds",
                                "When the configuration that is used was read, in Unix time")
                        .with(none, seconds(status.config().since()))
                        .build(),
                GaugeFamily.of("regsync_config_refused", "1 when a newer configuration is not used because it is wrong")
                        .with(none, status.config().problem().isPresent() ? 1 : 0)
                        .build(),
                GaugeFamily.of("regsync_state_reachable", "0 when the state cannot be read; absent without one")
                        .with(none, state.map(each -> each.problem().isPresent() ? 0.0 : 1.0))
                        .build(),
                GaugeFamily.of("regsync_state_images_held", "Images that wait, by the state; absent without one")
                        .with(none, state.map(each -> (double) each.heldCount()))
                        .build());
    }

    private static List<MetricSnapshot> schedules(ServerStatus status) {
        GaugeFamily success = GaugeFamily.seconds(
                "regsync_entry_last_success_timestamp_seconds",
                "End of the last run without any error, in Unix time; absent before the first one");
        GaugeFamily lag = GaugeFamily.seconds(
                "regsync_entry_lag_seconds",
                "Time for which the target may lack what the source has: since the begin "
                        + "of the last complete run without any error, or since the server knows the entry");
        GaugeFamily interval =
                GaugeFamily.seconds("regsync_entry_interval_seconds", "Time from the next run to the one after it");
        GaugeFamily last = GaugeFamily.seconds(
                "regsync_entry_last_run_timestamp_seconds", "Begin of the last run that is over, in Unix time");
        GaugeFamily took = GaugeFamily.seconds("regsync_entry_last_run_duration_seconds", "How long the last run took");
        GaugeFamily next =
                GaugeFamily.seconds("regsync_entry_next_run_timestamp_seconds", "The next activation, in Unix time");
        GaugeFamily missed = GaugeFamily.of(
                "regsync_entry_missed_runs",
                "Activations since the begin of the last complete run without any error, "
                        + "or since the server knows the entry; not counted further than "
                        + RunSchedule.MOST_MISSED);
        GaugeFamily failed =
                GaugeFamily.of("regsync_entry_failed", "1 when the last run had an error, or the schedule is wrong");
        GaugeFamily running = GaugeFamily.of("regsync_entry_running", "1 while a run goes on");
        GaugeFamily held = GaugeFamily.of("regsync_entry_images_held", "Images that wait, as the last run found them");
        for (EntryStatus entry : status.entries()) {
            Labels labels = labels(entry);
            RunTimes times = entry.times();
            success.with(labels, times.lastSuccess().map(StatusMetrics::seconds));
            lag.with(labels, seconds(entry.lag()));
            interval.with(labels, entry.schedule().interval().map(StatusMetrics::seconds));
            last.with(labels, times.lastRun().map(StatusMetrics::seconds));
            took.with(labels, times.lastDuration().map(StatusMetrics::seconds));
            next.with(labels, entry.schedule().next().map(StatusMetrics::seconds));
            missed.with(labels, entry.schedule().missed());
            failed.with(labels, entry.condition() == EntryStatus.Condition.FAILED ? 1 : 0);
            running.with(labels, entry.isRunning() ? 1 : 0);
            held.with(labels, entry.findings().heldCount());
        }
        return List.of(
                success.build(),
                lag.build(),
                interval.build(),
                last.build(),
                took.build(),
                next.build(),
                missed.build(),
                failed.build(),
                running.build(),
                held.build());
    }

    private static List<MetricSnapshot> work(ServerStatus status) {
        SummaryFamily runs = new SummaryFamily("regsync_entry_run_duration_seconds", "How long runs took");
        CounterFamily ends = CounterFamily.of("regsync_entry_runs", "Runs, by whether they had an error");
        CounterFamily errors = CounterFamily.of("regsync_entry_errors", "Errors of runs");
        CounterFamily images = CounterFamily.of("regsync_entry_images_copied", "Images copied or brought up to date");
        CounterFamily manifests =
                CounterFamily.of("regsync_entry_manifests_written", "Manifests written to the target");
        CounterFamily blobs = CounterFamily.of("regsync_entry_blobs_copied", "Blobs sent to the target");
        CounterFamily bytes =
                CounterFamily.bytes("regsync_entry_copied_bytes", "Bytes of the blobs sent to the target");
        CounterFamily mounted = CounterFamily.of(
                "regsync_entry_blobs_mounted", "Blobs that the target took from another of its repositories");
        CounterFamily mountedBytes =
                CounterFamily.bytes("regsync_entry_mounted_bytes", "Bytes of the blobs that the target took so");
        for (EntryStatus entry : status.entries()) {
            Labels labels = labels(entry);
            RunTotals totals = entry.totals();
            runs.with(labels, totals.succeeded() + totals.failed(), seconds(totals.time()));
            ends.with(labels.add("outcome", "success"), totals.succeeded());
            ends.with(labels.add("outcome", "failure"), totals.failed());
            errors.with(labels, totals.errors());
            images.with(labels, totals.images());
            manifests.with(labels, totals.manifests());
            blobs.with(labels, totals.sent().count());
            bytes.with(labels, totals.sent().bytes());
            mounted.with(labels, totals.mounted().count());
            mountedBytes.with(labels, totals.mounted().bytes());
        }
        return List.of(
                runs.build(),
                ends.build(),
                errors.build(),
                images.build(),
                manifests.build(),
                blobs.build(),
                bytes.build(),
                mounted.build(),
                mountedBytes.build());
    }

    private static List<MetricSnapshot> hosts(ServerStatus status) {
        CounterFamily requests = CounterFamily.of("regsync_host_requests", "Requests, by status; none had no answer");
        CounterFamily retries = CounterFamily.of("regsync_host_retries", "Requests that had been tried before");
        CounterFamily refused = CounterFamily.of(
                "regsync_host_rate_limited", "Requests that were refused because there were too many (429)");
        CounterFamily sent = CounterFamily.bytes("regsync_host_sent_bytes", "Bytes of content sent");
        CounterFamily received = CounterFamily.bytes("regsync_host_received_bytes", "Bytes of content received");
        SummaryFamily answering = new SummaryFamily(
                "regsync_host_answer_duration_seconds", "Time from a request to the head of its answer");
        GaugeFamily width = GaugeFamily.of("regsync_host_width", "Requests that are sent at the same time, at most");
        GaugeFamily remaining = GaugeFamily.of(
                "regsync_host_ratelimit_remaining",
                "Requests the host last said it would still answer; absent if never");
        for (HostStatus host : status.hosts()) {
            Labels labels = Labels.of("host", host.host());
            host.requests().forEach((code, count) -> requests.with(labels.add("status", code), count));
            retries.with(labels, host.retries());
            refused.with(labels, host.refused());
            sent.with(labels, host.sentBytes());
            received.with(labels, host.receivedBytes());
            answering.with(labels, host.total(), seconds(host.answering()));
            host.width().ifPresent(slots -> width.with(labels, slots));
            host.remaining().ifPresent(left -> remaining.with(labels, (double) left));
        }
        return List.of(
                requests.build(),
                retries.build(),
                refused.build(),
                sent.build(),
                received.build(),
                answering.build(),
                width.build(),
                remaining.build());
    }

    private static Labels labels(EntryStatus entry) {
        return Labels.of("entry", entry.label().name(), "source", entry.label().source());
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
