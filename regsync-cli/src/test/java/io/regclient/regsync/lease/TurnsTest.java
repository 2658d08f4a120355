// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.BackgroundCall;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/regsync-server-instances.md, "Division". */
@Timeout(60)
class TurnsTest {
    private final AtomicInteger servers = new AtomicInteger(3);
    private final AtomicInteger begun = new AtomicInteger();
    private final Turns turns = new Turns(servers::get);

    private BackgroundCall<Boolean> next() {
        return BackgroundCall.start(() -> {
            turns.begin();
            begun.incrementAndGet();
            return true;
        });
    }

    @Test
    @DisplayName("of 7 entries on 3 servers this one runs 3, the next when one ends, all when the others are gone")
    void divides() throws Exception {
        turns.of(7);
        turns.settle();
        for (int i = 0; i < 3; i++) {
            turns.begin();
        }
        try (BackgroundCall<Boolean> fourth = next()) {
            assertThat(begun).hasValue(0);
            turns.end();
            assertThat(fourth.result()).isTrue();
        }
        try (BackgroundCall<Boolean> fifth = next();
                BackgroundCall<Boolean> sixth = next()) {
            assertThat(begun).hasValue(1);
            servers.set(1);
            turns.recount();
            assertThat(fifth.result()).isTrue();
            assertThat(sixth.result()).isTrue();
        }
    }

    @Test
    @DisplayName("a server that starts leaves room for two that start with it, until it would have heard of them")
    void expectsOthers() throws Exception {
        servers.set(1);
        turns.of(4);
        turns.begin();
        turns.begin();
        try (BackgroundCall<Boolean> third = next()) {
            assertThat(begun).hasValue(0);
            turns.settle();
            assertThat(third.result()).isTrue();
        }
    }

    @Test
    @DisplayName("there is always room for one, and more when a configuration has more entries")
    void atLeastOne() throws Exception {
        turns.begin();
        try (BackgroundCall<Boolean> second = next()) {
            assertThat(begun).hasValue(0);
            turns.of(4);
            assertThat(second.result()).isTrue();
        }
    }
}
