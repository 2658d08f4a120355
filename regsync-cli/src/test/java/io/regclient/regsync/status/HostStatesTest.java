// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.observe.HostLimits;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestKind;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/server.md: what is counted of the requests to each registry. */
class HostStatesTest {
    private final HostStates states = new HostStates();

    private void ended(String host, int retry, OptionalInt status) {
        states.ended(new RequestEvent(
                host,
                "GET",
                RequestKind.BLOB,
                retry,
                status,
                new RequestEvent.Bytes(10, 20),
                Duration.ofMillis(30),
                Duration.ofMillis(40)));
    }

    @Test
    @DisplayName("requests by status, retries, bytes and times; the last width, and the last number that was told")
    void counts() {
        ended("a.example", 0, OptionalInt.of(429));
        ended("a.example", 1, OptionalInt.of(200));
        ended("a.example", 0, OptionalInt.empty());
        ended("a.example", 0, OptionalInt.of(99_999));
        states.told(new HostLimits("a.example", 3, OptionalLong.of(7)));
        states.told(new HostLimits("a.example", 4, OptionalLong.empty()));

        assertThat(states.hosts())
                .containsExactly(new HostStatus(
                        "a.example",
                        Map.of("429", 1L, "200", 1L, "none", 1L, "other", 1L),
                        1,
                        40,
                        80,
                        Duration.ofMillis(120),
                        OptionalInt.of(4),
                        OptionalLong.of(7)));
        assertThat(states.hosts().getFirst().total()).isEqualTo(4);
        assertThat(states.hosts().getFirst().refused()).isOne();
    }

    @Test
    @DisplayName("of very many registries those beyond the first 200 are counted together; no name has a login in it")
    void isBounded() {
        ended("joe:hunter2@a.example", 0, OptionalInt.of(200));
        for (int i = 0; i < 1000; i++) {
            ended("h" + i + ".example", 0, OptionalInt.of(200));
        }
        assertThat(states.hosts()).hasSize(201);
        assertThat(states.hosts()).extracting(HostStatus::host).contains("other", "***@a.example");
        assertThat(states.hosts().stream().mapToLong(HostStatus::total).sum()).isEqualTo(1001);
    }
}
