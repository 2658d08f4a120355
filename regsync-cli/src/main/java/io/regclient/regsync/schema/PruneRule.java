// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Age;
import java.time.Duration;
import java.util.Optional;

/**
 * Which tags of a target repository are deleted.
 *
 * @param mode what makes a tag superfluous
 * @param maxDelete the most a run deletes of a repository
 * @param grace how long a tag must have been absent
 * @param minTags tags that stay at least
 */
public record PruneRule(Mode mode, Cap maxDelete, Duration grace, int minTags) {
    private static final PruneRule OFF = new PruneRule(Mode.OFF, new Cap(0, 0), Duration.ZERO, 0);
    private static final Duration GRACE = Duration.ofDays(7);
    private static final String MAX_DELETE = "10%";

    /** What makes a tag superfluous. */
    public enum Mode {
        /** Nothing. */
        OFF,
        /** The source does not have it. */
        SOURCE,
        /** The source does not have it, or the filters do not leave it. */
        FILTER;

        static Mode parse(String text) throws RegistryException {
            return switch (text) {
                case "source" -> SOURCE;
                case "filter" -> FILTER;
                case "off" -> OFF;
                default ->
                    throw RegistryException.of(
                            ErrorKind.PARSING_FAILED,
                            "invalid prune mode \"" + text + "\", must be source, filter or off");
            };
        }
    }

    /**
     * The most a run deletes.
     *
     * @param number tags
     * @param percent of the repository's tags; counts when the number is -1
     */
    public record Cap(int number, int percent) {
        private static final int ALL = 100;

        static Cap parse(String text) throws RegistryException {
            boolean share = text.endsWith("%");
            String digits = share ? text.substring(0, text.length() - 1) : text;
            try {
                int value = Integer.parseInt(digits);
                if (value >= 0 && (!share || value <= ALL)) {
                    return share ? new Cap(-1, value) : new Cap(value, 0);
                }
            } catch (NumberFormatException e) {
                throw refused(text);
            }
            throw refused(text);
        }

        private static RegistryException refused(String text) {
            return RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "invalid maxDelete \"" + text + "\", must be a number of tags or a share such as 10%");
        }

        /** Tags that may be deleted of a repository that has so many; a share is rounded down. */
        public int of(int tags) {
            return number >= 0 ? number : (int) ((long) tags * percent / ALL);
        }

        @Override
        public String toString() {
            return number >= 0 ? Integer.toString(number) : percent + "%";
        }
    }

    static PruneRule of(Optional<Prune> keys) throws RegistryException {
        if (keys.isEmpty()) {
            return OFF;
        }
        Prune prune = keys.get();
        int minTags = prune.minTags().orElse(1);
        if (minTags < 0) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED, "invalid minTags " + minTags + ", must not be negative");
        }
        return new PruneRule(
                prune.mode().isPresent() ? Mode.parse(prune.mode().get()) : Mode.SOURCE,
                Cap.parse(prune.maxDelete().isEmpty() ? MAX_DELETE : prune.maxDelete()),
                prune.grace().map(Age::duration).orElse(GRACE),
                minTags);
    }

    /** True when there is anything to delete at all. */
    public boolean isOn() {
        return mode != Mode.OFF;
    }
}
