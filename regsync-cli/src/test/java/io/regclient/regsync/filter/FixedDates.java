// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Images whose times of creation a test gives, and which of them were asked for. */
final class FixedDates implements TagDates {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Map<String, Instant> times = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final List<String> asked = new ArrayList<>();

    /** Images of this age. */
    FixedDates aged(Duration age, String... tags) {
        for (String tag : tags) {
            times.put(tag, NOW.minus(age));
        }
        return this;
    }

    /** Images of which a part is missing. */
    FixedDates broken(String... tags) {
        broken.addAll(List.of(tags));
        return this;
    }

    /** What was asked for, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Instant now() {
        return NOW;
    }

    @Override
    public Found find(Collection<String> tags) {
        asked.addAll(tags);
        Map<String, Instant> found = new HashMap<>(times);
        found.keySet().retainAll(tags);
        found.keySet().removeAll(broken);
        Set<String> unreadable = new HashSet<>(broken);
        unreadable.retainAll(tags);
        return new Found(found, unreadable);
    }
}
