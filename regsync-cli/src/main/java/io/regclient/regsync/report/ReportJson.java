// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.regsync.report.Step.Circumstances;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans and reports as JSON, version 1; {@code report-v1.schema.json} says what is in it. */
public final class ReportJson {
    static final String PLAN = "plan";
    static final String RUN = "run";

    private ReportJson() {}

    /** The document, with a line feed at its end. */
    public static String of(RunReport report) {
        RunReport.Head head = report.head();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", (long) RunReport.VERSION);
        tree.put("kind", head.isPlan() ? PLAN : RUN);
        tree.put("command", head.command());
        tree.put("program", head.program());
        tree.put("begun", time(head.begun()));
        tree.put("ended", time(head.ended()));
        tree.put("config", head.config().toString());
        put(tree, "shard", head.shard());
        tree.put("complete", report.complete());
        tree.put("totals", totals(report));
        List<Object> entries = new ArrayList<>();
        report.entries().forEach(entry -> entries.add(entry(entry)));
        tree.put("entries", entries);
        return JsonWriter.write(tree, JsonStyle.PRETTY) + "\n";
    }

    /** The JSON Schema of plans and reports. */
    public static String schema() throws IOException {
        try (InputStream in = ReportJson.class.getResourceAsStream("report-v1.schema.json")) {
            if (in == null) {
                throw new IOException("the schema is missing in this package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, Object> totals(RunReport report) {
        Totals totals = report.totals();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("entries", (long) report.entries().size());
        tree.put("current", totals.current());
        for (StepAction action : StepAction.values()) {
            tree.put(action.word(), totals.count(action));
        }
        for (Outcome outcome : Outcome.values()) {
            tree.put(outcome.word(), totals.count(outcome));
        }
        tree.put("errors", totals.errors());
        putTraffic(tree, totals.traffic());
        return tree;
    }

    private static Map<String, Object> entry(EntryReport entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", entry.type());
        tree.put("source", entry.source());
        tree.put("target", entry.target());
        tree.put("current", (long) entry.current());
        tree.put("steps", entry.steps().stream().map(ReportJson::step).toList());
        tree.put("errors", entry.errors());
        return tree;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("action", step.action().word());
        put(tree, "source", step.source());
        tree.put("target", step.target());
        put(tree, "sourceDigest", step.wanted());
        put(tree, "targetDigest", step.there());
        Circumstances circumstances = step.circumstances();
        put(tree, "reason", circumstances.reason());
        put(tree, "until", circumstances.until().map(ReportJson::time));
        put(tree, "backup", circumstances.backup());
        put(tree, "asks", circumstances.asks());
        step.traffic().ifPresent(traffic -> putTraffic(tree, traffic));
        tree.put("outcome", step.result().outcome().word());
        put(tree, "error", step.result().error());
        return tree;
    }

    private static void putTraffic(Map<String, Object> tree, Traffic traffic) {
        tree.put("blobs", traffic.blobs());
        tree.put("bytes", traffic.bytes());
        tree.put("mountedBlobs", traffic.mountedBlobs());
        tree.put("mountedBytes", traffic.mountedBytes());
        tree.put("manifests", traffic.manifests());
        tree.put("pulls", traffic.pulls());
    }

    private static void put(Map<String, Object> tree, String key, Optional<?> value) {
        value.ifPresent(present -> tree.put(key, present.toString()));
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
