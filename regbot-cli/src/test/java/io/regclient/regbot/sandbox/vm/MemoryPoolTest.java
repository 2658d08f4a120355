// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How scripts share memory: contract regbot B5. */
class MemoryPoolTest {
    private static final long MIB = 1 << 20;

    private final MemoryPool pool = new MemoryPool(64 * MIB);

    @Test
    @DisplayName("a script alone may keep everything")
    void givesEverythingToOne() {
        MemoryPool.Share alone = pool.join();

        assertThat(alone.limit(0)).isEqualTo(64 * MIB);
        assertThat(alone.limit(60 * MIB)).isEqualTo(64 * MIB);
    }

    @Test
    @DisplayName("an equal part is there whatever the others keep, and the greedy one is over its limit then")
    void failsTheGreedyOneFirst() {
        MemoryPool.Share greedy = pool.join();
        greedy.limit(60 * MIB);
        MemoryPool.Share modest = pool.join();

        assertThat(modest.limit(20 * MIB)).isEqualTo(32 * MIB);
        assertThat(greedy.limit(60 * MIB)).isLessThan(60 * MIB).isGreaterThanOrEqualTo(32 * MIB);
    }

    @Test
    @DisplayName("what a script no longer keeps is there for the others, all of it at its end")
    void takesMemoryBack() {
        MemoryPool.Share first = pool.join();
        MemoryPool.Share second = pool.join();
        first.limit(40 * MIB);
        long before = second.limit(0);
        first.limit(0);

        assertThat(second.limit(0)).isGreaterThan(before);
        first.close();
        assertThat(second.limit(0)).isEqualTo(64 * MIB);
    }
}
