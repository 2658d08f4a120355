// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What scripts wrote, or in a dry run would have written, in the order of their calls. A server runs for long: the counts
 * are complete, of the writes themselves so many are kept. Thread-safe.
 */
public final class ChangeReport {
    private static final int MAX_KEPT = 10_000;

    private final boolean dryRun;
    private final int capacity;
    private final List<Change> changes = new ArrayList<>();
    private final Map<Action, Long> counts = new EnumMap<>(Action.class);

    private ChangeReport(boolean dryRun, int capacity) {
        this.dryRun = dryRun;
        this.capacity = capacity;
    }

    /** For a run that writes nothing. */
    public static ChangeReport ofDryRun() {
        return new ChangeReport(true, MAX_KEPT);
    }

    /** For a run that writes and tells what. */
    public static ChangeReport ofRun() {
        return new ChangeReport(false, MAX_KEPT);
    }

    /** For a run that writes and is not asked. */
    public static ChangeReport none() {
        return new ChangeReport(false, 0);
    }

    /** Kinds of writes. */
    enum Action {
        COPY,
        DELETE,
        PUT;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A write.
     *
     * @param source where the content comes from, empty when nothing names it
     */
    private record Change(String script, Action action, String target, String source) {
        private String line() {
            return action.word() + " " + (source.isEmpty() ? "" : source + " -> ") + target + " (" + script + ")\n";
        }

        private Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("script", script);
            tree.put("action", action.word());
            if (!source.isEmpty()) {
                tree.put("source", source);
            }
            tree.put("target", target);
            return tree;
        }
    }

    /** True when nothing is written. */
    public boolean isDryRun() {
        return dryRun;
    }

    synchronized void add(String script, Action action, String target, String source) {
        counts.merge(action, 1L, Long::sum);
        if (changes.size() < capacity) {
            changes.add(new Change(script, action, target, source));
        }
    }

    private long count(Action action) {
        return counts.getOrDefault(action, 0L);
    }

    private long omitted() {
        return count(Action.COPY) + count(Action.DELETE) + count(Action.PUT) - changes.size();
    }

    /** The counts, and a line for each write. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder(dryRun ? "dry run, not done" : "done");
        String mark = ": ";
        for (Action action : Action.values()) {
            text.append(mark).append(action.word()).append(' ').append(count(action));
            mark = ", ";
        }
        text.append('\n');
        changes.forEach(change -> text.append(change.line()));
        if (omitted() > 0) {
            text.append("and ").append(omitted()).append(" more\n");
        }
        return text.toString();
    }

    /** The same as one JSON object with {@code copy}, {@code delete} and {@code put} as counts, and {@code changes}. */
    public synchronized String json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("dryRun", dryRun);
        for (Action action : Action.values()) {
            tree.put(action.word(), count(action));
        }
        tree.put("changes", changes.stream().map(Change::tree).toList());
        if (omitted() > 0) {
            tree.put("omitted", omitted());
        }
        return JsonWriter.write(tree, JsonStyle.PRETTY) + "\n";
    }
}
