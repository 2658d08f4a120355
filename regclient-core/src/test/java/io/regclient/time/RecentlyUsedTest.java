// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.ref.Tag;
import io.regclient.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
    private static final Ref REPO = new RegistryRef("registry.example", "repo", Optional.empty(), Optional.empty());

    private final ManualTime time = new ManualTime();
    private final RecentlyUsed<Ref, Integer> cache = new RecentlyUsed<>(10, Duration.ofMillis(250), time);

    private static Ref key(Ref repository, int i) {
        return repository.withDigest(Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
    }

    private void put(int i) {
        cache.put(key(REPO, i), i);
    }

    private boolean has(int i) {
        return cache.get(key(REPO, i)).isPresent();
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
        RecentlyUsed<String, Integer> off = new RecentlyUsed<>(0, Duration.ofMinutes(1), time);
        off.put("a", 1);
        assertThat(off.get("a")).isEmpty();
        RecentlyUsed<String, Integer> ageless = new RecentlyUsed<>(5, Duration.ZERO, time);
        ageless.put("a", 1);
        assertThat(ageless.get("a")).isEmpty();
    }

    @Test
    @DisplayName("G-1: the tag of a reference is no part of the key, its repository is")
    void keyIsRepositoryAndDigest() {
        put(1);
        assertThat(cache.get(key(REPO.withTag(new Tag("v1")), 1))).contains(1);
        cache.remove(key(REPO.withTag(new Tag("v2")), 1));
        assertThat(has(1)).isFalse();
    }

    @Test
    @DisplayName("without an age a value stays until there are too many; one that is there is not made again")
    void keepsWithoutAge() {
        RecentlyUsed<String, Integer> kept = new RecentlyUsed<>(2);

        assertThat(kept.getOrPut("a", () -> 1)).isEqualTo(1);
        assertThat(kept.getOrPut("a", () -> 2)).isEqualTo(1);
        kept.put("b", 3);
        assertThat(kept.get("a")).contains(1);
        kept.put("c", 4);
        assertThat(kept.get("b")).isEmpty();
        assertThat(kept.get("c")).contains(4);
    }
}
