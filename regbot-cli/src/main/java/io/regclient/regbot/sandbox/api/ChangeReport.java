// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the scripts of a dry run would have written, in the order of their calls. Thread-safe. */
public final class DryRunReport {
    private final List<Change> changes = new ArrayList<>();

    /** Kinds of writes. */
    enum Action {
        COPY,
        DELETE,
        PUT
    }

    /**
     * A write that did not take place.
     *
     * @param source where the content comes from, empty when nothing names it
     */
    private record Change(String script, Action action, String target, String source) {
        private String word() {
            return action.name().toLowerCase(Locale.ROOT);
        }

        private String line() {
            return word() + " " + (source.isEmpty() ? "" : source + " -> ") + target + " (" + script + ")\n";
        }

        private Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("script", script);
            tree.put("action", word());
            if (!source.isEmpty()) {
                tree.put("source", source);
            }
            tree.put("target", target);
            return tree;
        }
    }

    synchronized void add(String script, Action action, String target, String source) {
        changes.add(new Change(script, action, target, source));
    }

    private long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    /** The counts, and a line for each write. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder("dry run, not done: copy " + count(Action.COPY) + ", delete "
                + count(Action.DELETE) + ", put " + count(Action.PUT) + "\n");
        changes.forEach(change -> text.append(change.line()));
        return text.toString();
    }

    /** The same as one JSON object with {@code copy}, {@code delete} and {@code put} as counts, and {@code changes}. */
    public synchronized String json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Action action : Action.values()) {
            tree.put(action.name().toLowerCase(Locale.ROOT), count(action));
        }
        tree.put("changes", changes.stream().map(Change::tree).toList());
        return JsonWriter.write(tree, JsonStyle.PRETTY) + "\n";
    }
}
