// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.ref.Ref;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/regsync-quarantine.md: the clock of this machine and those of the registries")
class ServerClocksTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final ServerClocks clocks = new ServerClocks();
    private final Ref source;
    private final Ref target;

    ServerClocksTest() throws IOException {
        source = Ref.parse("registry.example.org/app:v1");
        target = Ref.parse("mirror.example.org/app:v1");
    }

    private void hear(Ref ref, String date, String age) {
        clocks.heard(ref, Map.of("date", List.of(date), "AGE", List.of(age)), NOW);
    }

    @Test
    @DisplayName("an hour is no difference, and neither is the time a cache had the answer")
    void standsSmallDifferences() {
        hear(source, "Mon, 30 Nov 2026 13:00:00 GMT", "0");
        hear(target, "Sun, 29 Nov 2026 12:00:00 GMT", "86400");

        assertThat(clocks.earliest(NOW, source, target)).isEqualTo(NOW);
        assertThat(clocks.latest(NOW, source, target)).isEqualTo(NOW);
    }

    @Test
    @DisplayName("the clock that is behind tells what is over, the one that is ahead what begins; others do not count")
    void takesTheSaferOne() {
        hear(source, "Sun, 29 Nov 2026 12:00:00 GMT", "0");
        hear(target, "Tue, 01 Dec 2026 12:00:00 GMT", "none");
        assertThat(clocks.latest(NOW, source, target)).as("an age that is none").isEqualTo(NOW);
        hear(target, "Tue, 01 Dec 2026 12:00:00 GMT", "0");

        assertThat(clocks.earliest(NOW, source, target)).isEqualTo(NOW.minus(DAY));
        assertThat(clocks.latest(NOW, source, target)).isEqualTo(NOW.plus(DAY));
        assertThat(clocks.latest(NOW, source)).isEqualTo(NOW);
        assertThat(clocks.earliest(NOW, target)).isEqualTo(NOW);
    }

    @Test
    @DisplayName("a clock that was set right counts no more, and an answer without a time says nothing")
    void forgetsWhatIsMended() {
        hear(source, "Sun, 29 Nov 2026 12:00:00 GMT", "0");
        clocks.heard(source, Map.of(), NOW);
        assertThat(clocks.earliest(NOW, source)).isEqualTo(NOW.minus(DAY));

        hear(source, "Mon, 30 Nov 2026 11:59:59 GMT", "0");
        assertThat(clocks.earliest(NOW, source)).isEqualTo(NOW);
    }
}
