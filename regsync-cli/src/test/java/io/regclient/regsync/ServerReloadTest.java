// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.run.ServerRun;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RegistryExtension.class)
@DisplayName("docs/server: a configuration is replaced while entries run")
@Timeout(120)
class ServerReloadTest {
    private static final int STAYING = 6;
    private static final int ALL = 9;

    private final InProcessRegistry registry;
    private final ManualTime time = ManualTime.stepping();

    ServerReloadTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private String entry(int number, String more) {
        String host = registry.host();
        return "{source: '" + host + "/from/" + number + ":v1', target: '" + host + "/to/" + number
                + ":v1', type: image, interval: 1m" + more + "}";
    }

    private RunFixture fixture(IntStream entries, String more) throws Exception {
        List<String> texts = entries.mapToObj(number -> entry(number, more)).toList();
        return new RunFixture(registry, time, "sync: [" + String.join(", ", texts) + "]\n");
    }

    /** How often an entry was run: each run asks its source once. */
    private long runs(int number) {
        return registry.requests().lines().stream()
                .filter(line -> line.contains("HEAD /v2/from/" + number + "/manifests/v1"))
                .count();
    }

    @Test
    @DisplayName("100 replacements in 25 minutes: entries that stay run once a minute, nothing is lost or run twice")
    void losesNothing() throws Exception {
        SampleImage image = ImageFixture.small(1);
        for (int i = 0; i < ALL; i++) {
            registry.put("from/" + i, image, "v1");
            registry.put("to/" + i, image, "v1");
        }
        AtomicInteger retired = new AtomicInteger();
        List<RunFixture> open = new ArrayList<>();
        try (RunFixture first = fixture(IntStream.range(0, STAYING), "")) {
            ServerRun server = new ServerRun(first.context(false), time);
            try (BackgroundCall<Boolean> call = BackgroundCall.start(() -> {
                server.run(first.entries(), retired::incrementAndGet);
                return true;
            })) {
                BackgroundCall.await(() -> runs(STAYING - 1) == 1);
                for (int minute = 1; minute <= 25; minute++) {
                    for (int i = 0; i < 4; i++) {
                        RunFixture next = fixture(IntStream.range(0, i % 2 == 0 ? ALL : STAYING), ", timeout: 1h");
                        open.add(next);
                        server.replace(next.context(false), next.entries(), retired::incrementAndGet);
                    }
                    BackgroundCall.await(() -> retired.get() == open.size()); // all runs of before are over
                    time.awaitSleepers(1);
                    time.advance(Duration.ofMinutes(1));
                    long expected = minute + 1L;
                    BackgroundCall.await(
                            () -> IntStream.range(0, STAYING).allMatch(number -> runs(number) >= expected));
                    assertThat(IntStream.range(0, STAYING).mapToLong(this::runs))
                            .as("minute " + minute)
                            .containsOnly(expected);
                }
                long before = runs(ALL - 1);
                RunFixture last = fixture(IntStream.range(0, ALL), "");
                open.add(last);
                assertThat(server.replace(last.context(false), last.entries(), () -> {}))
                        .isEqualTo(new ServerRun.Change(ALL - STAYING, 0));
                BackgroundCall.await(() -> runs(ALL - 1) == before + 1); // new once more: its first pass
                call.interrupt();
                assertThat(call.result()).isTrue();
            }
        } finally {
            open.forEach(RunFixture::close);
        }
    }

    @Test
    @DisplayName("a run goes on with what it began with, the next one takes the new keys")
    void finishesWithWhatItBegan() throws Exception {
        registry.put("from/77", ImageFixture.small(1), "v1");
        AtomicInteger retired = new AtomicInteger();
        try (RunFixture first = fixture(IntStream.of(77), "");
                RunFixture second = fixture(IntStream.of(77), ", backup: 'old-{{.Ref.Tag}}'")) {
            ServerRun server = new ServerRun(first.context(false), time);
            try (BackgroundCall<Boolean> call = BackgroundCall.start(() -> {
                server.run(first.entries(), retired::incrementAndGet);
                return true;
            })) {
                BackgroundCall.await(() -> registry.requests().lines().stream()
                        .anyMatch(line -> line.contains("PUT /v2/to/77/manifests/v1")));
                ServerRun.Change change = server.replace(second.context(false), second.entries(), () -> {});
                assertThat(change).isEqualTo(new ServerRun.Change(0, 0));
                BackgroundCall.await(() -> retired.get() == 1);
                registry.put("from/77", ImageFixture.small(2), "v1");
                BackgroundCall.await(() -> {
                    time.advance(Duration.ofMinutes(1));
                    return registry.requests().lines().stream()
                            .anyMatch(line -> line.contains("PUT /v2/to/77/manifests/old-v1"));
                });
                call.interrupt();
                assertThat(call.result()).isTrue();
            }
        }
    }
}
