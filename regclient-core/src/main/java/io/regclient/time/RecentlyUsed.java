// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Values by key that were used lately: when there are too many, the ones unused for the longest time go, and those
 * unused for too long are not given out any more. Thread-safe; whoever has to do two things as one synchronizes on this
 * object.
 */
public final class RecentlyUsed<K, V> {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final int count;
    private final int kept;
    private final long age;
    private final Ticker ticker;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry<V>(V value, long used) {}

    /**
     * Keeps values until there are too many; then the one unused for the longest time goes.
     *
     * @param count number of values; 0 keeps nothing
     */
    public RecentlyUsed(int count) {
        this(count, count, FOREVER, Ticker.system());
    }

    /**
     * Keeps values until they expire or there are too many; then they go until 90 % are left (contract G-1).
     *
     * @param count number of values; 0 keeps nothing (G-2)
     * @param age time after the last use at which a value expires; zero keeps nothing
     */
    public RecentlyUsed(int count, Duration age, Ticker ticker) {
        this(count, Math.max(1, (int) (count * 0.9)), age, ticker);
    }

    private RecentlyUsed(int count, int kept, Duration age, Ticker ticker) {
        this.count = count;
        this.kept = kept;
        this.age = age.toNanos();
        this.ticker = ticker;
    }

    /** The value, which is thereby used. */
    public synchronized Optional<V> get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        long now = ticker.nanos();
        if (now - entry.used >= age) {
            entries.remove(key);
            return Optional.empty();
        }
        entries.put(key, new Entry<>(entry.value, now));
        return Optional.of(entry.value);
    }

    /** The value of the key; when there is none, the given one from now on. */
    public synchronized V getOrPut(K key, Supplier<V> absent) {
        Optional<V> known = get(key);
        if (known.isPresent()) {
            return known.get();
        }
        V value = absent.get();
        put(key, value);
        return value;
    }

    public synchronized void put(K key, V value) {
        if (age <= 0 || count <= 0) {
            return;
        }
        entries.put(key, new Entry<>(value, ticker.nanos()));
        if (entries.size() > count) {
            prune();
        }
    }

    public synchronized void remove(K key) {
        entries.remove(key);
    }

    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    synchronized int size() {
        return entries.size();
    }

    /** The map is in the order of use, so whatever has expired is in front. */
    private void prune() {
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (entries.size() > kept && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
