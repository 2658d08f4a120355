// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What never changes and was looked up lately, each by one thread while the others that want it wait. Failures are not
 * remembered. Thread-safe.
 *
 * @param <K> what is looked up
 * @param <V> what was found
 */
public final class LookUps<K, V> {
    private final RecentlyUsed<K, V> known;
    private final Map<K, ReentrantLock> underWay = new ConcurrentHashMap<>();

    /**
     * Looks something up.
     *
     * @param <V> what was found
     */
    @FunctionalInterface
    public interface Question<V> {
        V ask() throws IOException;
    }

    /**
     * Remembers.
     *
     * @param count values at most
     */
    public LookUps(int count) {
        this.known = new RecentlyUsed<>(count);
    }

    /**
     * The value; looks it up unless it is known.
     *
     * @param image what it is about, for messages
     */
    public V get(K key, Ref image, Question<V> question) throws IOException {
        Optional<V> kept = known.get(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        ReentrantLock lock = underWay.computeIfAbsent(key, _ -> new ReentrantLock());
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "waiting for " + image.commonName() + ": canceled", e);
        }
        try {
            return alone(key, question);
        } finally {
            underWay.remove(key, lock);
            lock.unlock();
        }
    }

    private V alone(K key, Question<V> question) throws IOException {
        Optional<V> kept = known.get(key); // another thread may have looked meanwhile
        if (kept.isPresent()) {
            return kept.get();
        }
        V found = question.ask();
        known.put(key, found);
        return found;
    }
}
