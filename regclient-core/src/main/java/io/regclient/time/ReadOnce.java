// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was read and never changes, by key, as far as it fits into so much memory; what was not asked for the longest
 * time goes first. After a time it is read again, for it may have been deleted where it came from. Thread-safe.
 */
public final class ReadOnce<K, V> {
    /** One value takes at most this part of the memory. */
    private static final int PARTS = 8;

    private final long maxBytes;
    private final long age;
    private final Ticker ticker;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Entry<V>(V value, long bytes, long read) {}

    /**
     * Keeps values.
     *
     * @param maxBytes of all of them; 0 keeps nothing
     * @param age time after which a value is read again
     */
    public ReadOnce(long maxBytes, Duration age, Ticker ticker) {
        this.maxBytes = maxBytes;
        this.age = age.toNanos();
        this.ticker = ticker;
    }

    /** Keeps nothing. */
    public static <K, V> ReadOnce<K, V> nothing() {
        return new ReadOnce<>(0, Duration.ZERO, Ticker.system());
    }

    public synchronized Optional<V> get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry != null && ticker.nanos() - entry.read >= age) {
            remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(entry).map(Entry::value);
    }

    /**
     * Keeps a value that was just read.
     *
     * @param size memory it takes, in bytes
     */
    public synchronized void put(K key, V value, long size) {
        if (size > maxBytes / PARTS) {
            return;
        }
        remove(key);
        entries.put(key, new Entry<>(value, size, ticker.nanos()));
        bytes += size;
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    public synchronized void remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            bytes -= entry.bytes;
        }
    }
}
