// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.regsync.status.EntryStatus;
import io.regclient.regsync.status.EntryStatus.Condition;
import java.util.List;
import java.util.Locale;

/**
 * How somebody looks at the page.
 *
 * @param show which entries
 * @param refreshes whether the page comes again by itself
 */
record PageView(Selection show, boolean refreshes) {

    /** Which entries are shown. */
    enum Selection {
        ALL,
        FAILED,
        LATE,
        RUNNING,
        HELD,
        WAITING,
        OK;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean has(EntryStatus entry) {
            return switch (this) {
                case ALL -> true;
                case FAILED -> entry.condition() == Condition.FAILED;
                case LATE -> entry.condition() == Condition.LATE;
                case RUNNING -> entry.isRunning();
                case HELD -> entry.findings().heldCount() > 0;
                case WAITING -> entry.condition() == Condition.WAITING;
                case OK -> entry.condition() == Condition.OK;
            };
        }
    }

    /** Reads a query; what is no part of it counts as absent. */
    static PageView of(String query) {
        List<String> words = List.of(query.split("&", -1));
        Selection show = Selection.ALL;
        for (Selection each : Selection.values()) {
            if (words.contains("show=" + each.word())) {
                show = each;
            }
        }
        return new PageView(show, !words.contains("refresh=off"));
    }

    /** The page with other entries. */
    String link(Selection other) {
        return link(other, refreshes);
    }

    /** The same page that comes again by itself, or does not any more. */
    String linkToRefresh(boolean wanted) {
        return link(show, wanted);
    }

    private static String link(Selection show, boolean refreshes) {
        return "/?show=" + show.word() + (refreshes ? "" : "&refresh=off");
    }
}
