// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.run.OnceRun;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for pulls (regsync 11). */
@ExtendWith(RegistryExtension.class)
class RateLimitTest {
    private final InProcessRegistry registry;

    RateLimitTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private static String config(int min, TestRepository... sourcesAndTargets) {
        StringBuilder yaml =
                new StringBuilder("defaults: {parallel: 1, ratelimit: {min: " + min + ", retry: 15m}}\nsync:\n");
        for (int i = 0; i < sourcesAndTargets.length; i += 2) {
            yaml.append("- {source: '")
                    .append(sourcesAndTargets[i].fullName())
                    .append(":v1', target: '")
                    .append(sourcesAndTargets[i + 1].fullName())
                    .append(":v1', type: image}\n");
        }
        return yaml.toString();
    }

    private List<Duration> run(TestRepository source, TestRepository target, int min) throws Exception {
        ManualTime time = new ManualTime();
        try (RunFixture fixture = new RunFixture(registry, time, config(min, source, target))) {
            new OnceRun(fixture.context(false)).run(fixture.entries(), SyncAction.COPY);
        }
        return time.sleeps();
    }

    private static void announce(TestRepository source, Occurrence heads, int remaining) {
        source.fault("HEAD", "manifests/v1", heads, new Fault.SetHeader("RateLimit-Limit", "100;w=21600"))
                .fault(
                        "HEAD",
                        "manifests/v1",
                        heads,
                        new Fault.SetHeader("RateLimit-Remaining", remaining + ";w=21600"));
    }

    @Test
    @DisplayName("regsync 11: waits retry by retry until enough pulls are left, then copies")
    void waitsForPulls(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        announce(source, Occurrence.first(3), 59);
        announce(source, new Occurrence(4, Integer.MAX_VALUE), 60);

        assertThat(run(source, target, 60)).containsExactly(Duration.ofMinutes(15), Duration.ofMinutes(15));
        assertThat(source.lines()).filteredOn("HEAD manifests/v1"::equals).hasSizeGreaterThanOrEqualTo(4);
        assertThat(target.lines()).contains("PUT manifests/v1");
    }

    @Test
    @DisplayName("regsync 11: nothing is asked without a minimum, without the header, or when nothing is copied")
    void asksOnlyWhenNeeded(TestRepository source, TestRepository quiet, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        quiet.put(ImageFixture.small(1), "v1");
        announce(source, Occurrence.always(), 1);

        assertThat(run(source, target, 0)).isEmpty();
        assertThat(run(source, target, 60)).isEmpty();
        assertThat(run(quiet, target, 60)).isEmpty();
    }

    @Test
    @DisplayName("regsync 11: a check that fails fails the entry")
    void failsWithTheCheck(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        announce(source, Occurrence.first(1), 1);
        source.fault("HEAD", "manifests/v1", new Occurrence(2, Integer.MAX_VALUE), new Fault.Status(403));

        assertThatThrownBy(() -> run(source, target, 60)).rootCause().hasMessageContaining("403");
        assertThat(target.lines()).doesNotContain("PUT manifests/v1");
    }

    @Test
    @DisplayName("regsync 11: an entry that waits holds no slot of the others")
    void waitsWithoutASlot(TestRepository source, TestRepository other, TestRepository target, TestRepository second)
            throws Exception {
        source.put(ImageFixture.small(1), "v1");
        other.put(ImageFixture.small(2), "v1");
        announce(source, Occurrence.always(), 1);
        ManualTime time = ManualTime.stepping();
        String yaml = config(60, source, target, other, second);
        try (RunFixture fixture = new RunFixture(registry, time, yaml);
                BackgroundCall<Boolean> run = BackgroundCall.start(() -> {
                    new OnceRun(fixture.context(false)).run(fixture.entries(), SyncAction.COPY);
                    return true;
                })) {
            time.awaitSleepers(1);
            BackgroundCall.await(() -> second.lines().contains("PUT manifests/v1"));
            assertThat(run.isRunning()).isTrue();
            run.interrupt();
            assertThatThrownBy(run::result).rootCause().isInstanceOf(InterruptedException.class);
        }
        assertThat(target.lines()).doesNotContain("PUT manifests/v1");
    }
}
