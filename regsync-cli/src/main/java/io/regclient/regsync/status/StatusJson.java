// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The status of a server as JSON, version 1; {@code status-v1.schema.json} says what is in it. */
public final class StatusJson {
    private StatusJson() {}

    /** The document, with a line feed at its end. */
    public static String of(ServerStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", (long) ServerStatus.VERSION);
        tree.put("program", status.process().version());
        tree.put("time", time(status.now()));
        tree.put("began", time(status.process().began()));
        status.process().name().ifPresent(name -> tree.put("server", name));
        tree.put("ready", status.problem().isEmpty());
        tree.put("config", config(status.config()));
        tree.put("entries", status.entries().stream().map(StatusJson::entry).toList());
        tree.put("hosts", status.hosts().stream().map(StatusJson::host).toList());
        status.state().ifPresent(state -> tree.put("state", state(state)));
        tree.put("moves", status.moves().stream().map(StatusJson::move).toList());
        return JsonWriter.write(tree, JsonStyle.PRETTY) + "\n";
    }

    /** The JSON Schema of the document. */
    public static String schema() throws IOException {
        try (InputStream in = StatusJson.class.getResourceAsStream("status-v1.schema.json")) {
            if (in == null) {
                throw new IOException("the schema is missing in this package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, Object> config(ConfigStatus config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("since", time(config.since()));
        config.problem().ifPresent(problem -> tree.put("problem", problem));
        return tree;
    }

    private static Map<String, Object> entry(EntryStatus entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", entry.label().name());
        tree.put("type", entry.label().type());
        tree.put("source", entry.label().source());
        tree.put("target", entry.label().target());
        tree.put("condition", entry.condition().word());
        tree.put("running", entry.isRunning());
        tree.put("lagSeconds", entry.lag().toSeconds());
        entry.server().ifPresent(server -> tree.put("server", server));
        RunTimes times = entry.times();
        putTime(tree, "runningSince", times.runningSince());
        putTime(tree, "lastRun", times.lastRun());
        putSeconds(tree, "lastDurationSeconds", times.lastDuration());
        putTime(tree, "lastSuccess", times.lastSuccess());
        putTime(tree, "freshAsOf", times.freshAsOf());
        RunSchedule schedule = entry.schedule();
        putTime(tree, "nextRun", schedule.next());
        putSeconds(tree, "intervalSeconds", schedule.interval());
        tree.put("missedRuns", (long) schedule.missed());
        schedule.problem().ifPresent(problem -> tree.put("scheduleProblem", problem));
        tree.put("totals", totals(entry.totals()));
        RunFindings findings = entry.findings();
        tree.put("current", (long) findings.current());
        tree.put("copied", (long) findings.copied());
        tree.put("heldCount", (long) findings.heldCount());
        tree.put("held", findings.held().stream().map(StatusJson::held).toList());
        tree.put("errorCount", (long) findings.errorCount());
        tree.put("errors", findings.errors());
        return tree;
    }

    private static Map<String, Object> totals(RunTotals totals) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("succeeded", totals.succeeded());
        tree.put("failed", totals.failed());
        tree.put("seconds", totals.time().toMillis() / 1000.0);
        tree.put("images", totals.images());
        tree.put("errors", totals.errors());
        tree.put("manifests", totals.manifests());
        tree.put("blobs", totals.sent().count());
        tree.put("bytes", totals.sent().bytes());
        tree.put("mountedBlobs", totals.mounted().count());
        tree.put("mountedBytes", totals.mounted().bytes());
        return tree;
    }

    private static Map<String, Object> host(HostStatus host) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("host", host.host());
        tree.put("requests", new TreeMap<>(host.requests()));
        tree.put("retries", host.retries());
        tree.put("sentBytes", host.sentBytes());
        tree.put("receivedBytes", host.receivedBytes());
        host.width().ifPresent(width -> tree.put("width", (long) width));
        host.remaining().ifPresent(remaining -> tree.put("remaining", remaining));
        return tree;
    }

    private static Map<String, Object> state(StateStatus state) {
        Map<String, Object> tree = new LinkedHashMap<>();
        state.problem().ifPresent(problem -> tree.put("problem", problem));
        tree.put("heldCount", (long) state.heldCount());
        tree.put("held", state.held().stream().map(StatusJson::held).toList());
        return tree;
    }

    private static Map<String, Object> held(HeldImage image) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("target", image.target());
        tree.put("digest", image.digest());
        tree.put("reason", image.reason());
        putTime(tree, "since", image.since());
        putTime(tree, "until", image.until());
        return tree;
    }

    private static Map<String, Object> move(TagMove move) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("time", time(move.at()));
        tree.put("move", move.kind());
        tree.put("target", move.target());
        move.from().ifPresent(digest -> tree.put("from", digest));
        move.to().ifPresent(digest -> tree.put("to", digest));
        tree.put("end", move.end());
        return tree;
    }

    private static void putTime(Map<String, Object> tree, String key, Optional<Instant> value) {
        value.ifPresent(time -> tree.put(key, time(time)));
    }

    private static void putSeconds(Map<String, Object> tree, String key, Optional<Duration> value) {
        value.ifPresent(duration -> tree.put(key, duration.toMillis() / 1000.0));
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
