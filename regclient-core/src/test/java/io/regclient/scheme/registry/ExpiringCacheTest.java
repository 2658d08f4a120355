// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExpiringCacheTest {
    private final ManualTime time = new ManualTime();
    private final ExpiringCache<Integer> cache = new ExpiringCache<>(time, Duration.ofMillis(250), 10);

    private static Digest key(int i) {
        return Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
    }

    private void put(int i) {
        cache.put(ScriptedRegistry.REPO, key(i), i);
    }

    private boolean has(int i) {
        return cache.get(ScriptedRegistry.REPO, key(i)).isPresent();
    }

    @Test
    @DisplayName("G-1: a value expires a while after its last use, not after it was stored")
    void expiresAfterLastUse() {
        put(1);
        put(2);
        time.advance(Duration.ofMillis(200));
        assertThat(has(1)).isTrue();
        time.advance(Duration.ofMillis(200));
        assertThat(has(1)).isTrue();
        assertThat(has(2)).isFalse();
        time.advance(Duration.ofMillis(250));
        assertThat(has(1)).isFalse();
    }

    @Test
    @DisplayName("G-1: too many values are pruned to 90 %, the longest unused first")
    void prunesTheOldest() {
        for (int i = 0; i < 10; i++) {
            put(i);
        }
        assertThat(has(0)).isTrue();
        put(10);
        assertThat(cache.size()).isEqualTo(9);
        assertThat(has(0)).isTrue();
        assertThat(has(1)).isFalse();
        assertThat(has(2)).isFalse();
        assertThat(has(3)).isTrue();
        assertThat(has(10)).isTrue();
        for (int i = 11; i < 30; i++) {
            put(i);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    @DisplayName("G-2: without age or count nothing is kept")
    void mayBeOff() {
        ExpiringCache<Integer> off = new ExpiringCache<>(time, Duration.ofMinutes(1), 0);
        off.put(ScriptedRegistry.REPO, key(1), 1);
        assertThat(off.get(ScriptedRegistry.REPO, key(1))).isEmpty();
        ExpiringCache<Integer> ageless = new ExpiringCache<>(time, Duration.ZERO, 5);
        ageless.put(ScriptedRegistry.REPO, key(1), 1);
        assertThat(ageless.get(ScriptedRegistry.REPO, key(1))).isEmpty();
    }

    @Test
    @DisplayName("G-1: the tag of a reference is no part of the key, its repository is")
    void keyIsRepositoryAndDigest() {
        put(1);
        assertThat(cache.get(ScriptedRegistry.REPO.withTag("v1"), key(1))).contains(1);
        cache.remove(ScriptedRegistry.REPO.withTag("v2"), key(1));
        assertThat(has(1)).isFalse();
    }
}
