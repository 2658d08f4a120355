// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.ref.RegistryRef;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values by repository and digest that expire a while after their last use; when there are too many, the ones unused
 * for the longest time go until 90 % are left (contract G-1). Thread-safe.
 */
final class ExpiringCache<V> {
    private final Ticker ticker;
    private final long age;
    private final int count;
    private final Map<Key, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String registry, String repository, Digest digest) {}

    private record Entry<V>(V value, long used) {}

    /**
     * Creates an empty cache.
     *
     * @param age time after the last use at which a value expires; zero keeps nothing
     * @param count number of values; 0 keeps nothing (G-2)
     */
    ExpiringCache(Ticker ticker, Duration age, int count) {
        this.ticker = ticker;
        this.age = age.toNanos();
        this.count = count;
    }

    synchronized Optional<V> get(RegistryRef repo, Digest digest) {
        Key key = key(repo, digest);
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

    synchronized void put(RegistryRef repo, Digest digest, V value) {
        if (age <= 0 || count <= 0) {
            return;
        }
        entries.put(key(repo, digest), new Entry<>(value, ticker.nanos()));
        if (entries.size() > count) {
            prune();
        }
    }

    synchronized void remove(RegistryRef repo, Digest digest) {
        entries.remove(key(repo, digest));
    }

    synchronized int size() {
        return entries.size();
    }

    /** The map is in the order of use, so whatever has expired is in front. */
    private void prune() {
        int keep = Math.max(1, (int) (count * 0.9));
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (entries.size() > keep && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private static Key key(RegistryRef repo, Digest digest) {
        return new Key(repo.registry(), repo.repository(), digest);
    }
}
