// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CO-1 and CO-2 for clients that share the queues of their hosts. */
class HostQueuesTest {
    private final ManualTime time = new ManualTime();
    private final HostQueues queues = new HostQueues();

    private HostQueues.Queue queue(String name, int width, double perSecond) {
        return queues.of(
                name, new HostQueues.Limits(width, perSecond, Duration.ofHours(1)), Optional.empty(), time, time);
    }

    @Test
    @DisplayName("a host of the same limits has one queue and one pace, another host its own")
    void shared() throws Exception {
        HostQueues.Queue queue = queue("a.example", 2, 0.5);
        assertThat(queue("a.example", 2, 0.5)).isSameAs(queue);
        assertThat(queue("b.example", 2, 0.5).throttle()).isNotSameAs(queue.throttle());
        try (Permit _ = queue.throttle().acquire(new Work(Work.Kind.HEAD, 0));
                Permit _ = queue("a.example", 2, 0.5).throttle().acquire(new Work(Work.Kind.HEAD, 0))) {
            assertThat(queue.throttle().active()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("other limits begin another queue, which is that of the host from then on")
    void otherLimits() {
        HostQueues.Queue before = queue("a.example", 2, 0);
        HostQueues.Queue after = queue("a.example", 3, 0);
        assertThat(after.throttle()).isNotSameAs(before.throttle());
        assertThat(queue("a.example", 3, 0)).isSameAs(after);
        assertThat(queue("a.example", 3, 1)).isNotSameAs(after);
    }

    @Test
    @DisplayName("what is found out about the width of a host is known to all")
    void adaptive() {
        HostQueues.Queue queue = queue("a.example", 0, 0);
        assertThat(queue("a.example", 0, 0)).isSameAs(queue);
    }
}
