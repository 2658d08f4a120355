// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code image.ratelimitWait}: contract regbot A8. */
class RateLimitWaitTest {
    @RegisterExtension
    static final RegistryExtension LIMITED =
            RegistryExtension.with(builder -> builder.pullLimit(100, Duration.ofHours(6)));

    private final InProcessRegistry registry;
    private final ApiRun run;

    RateLimitWaitTest(InProcessRegistry registry) {
        this.registry = registry;
        this.run = ApiRun.on(registry);
    }

    private static String image(TestRepository repository) {
        repository.put(ImageFixture.small(1), "v1");
        return "'" + repository.fullName() + ":v1'";
    }

    @Test
    @DisplayName("A8: true at once when enough pulls are left, also as a method")
    void passesWithEnoughPulls(TestRepository repository) throws ScriptException {
        String image = image(repository);

        assertThat(run.values("image.ratelimitWait(" + image + ", 50), manifest.head(" + image
                        + "):ratelimitWait(50), manifest.head(" + image + "):ratelimit().Limit"))
                .isEqualTo("true\ttrue\t100");
        assertThat(run.time().sleeps()).isEmpty();
    }

    @Test
    @DisplayName("A8: false when its own time is over; it polls every five minutes unless told otherwise")
    void givesUpAfterItsTime(TestRepository repository) throws ScriptException {
        String image = image(repository);

        assertThat(run.values("image.ratelimitWait(" + image + ", 500, '5m', '12m')"))
                .isEqualTo("false");
        assertThat(run.time().sleeps())
                .hasSize(3)
                .startsWith(Duration.ofMinutes(5), Duration.ofMinutes(5))
                .last()
                .satisfies(rest -> assertThat(rest).isEqualTo(Duration.ofMinutes(2)));
        assertThat(run.values("image.ratelimitWait(" + image + ", 500)")).isEqualTo("false");
        assertThat(run.time().sleeps()).hasSize(3 + 72);
    }

    @Test
    @DisplayName("B8: the script's deadline ends the wait with false, the next call raises")
    void endsWithTheScript(TestRepository repository) throws ScriptException {
        String image = image(repository);

        assertThat(run.within(Duration.ofMinutes(7))
                        .output("print(image.ratelimitWait(" + image + ", 500)) print(pcall(tag.ls, " + image + "))"))
                .isEqualTo("false\nfalse\t<string>:1: Context error: context deadline exceeded");
    }

    @Test
    @DisplayName("A8: true when the registry announces no limit")
    void passesWithoutLimit() throws ScriptException {
        try (InProcessRegistry open = InProcessRegistry.start()) {
            open.put("a", ImageFixture.small(1), "v1");
            assertThat(ApiRun.on(open).values("image.ratelimitWait('REG/a:v1', 500)"))
                    .isEqualTo("true");
        }
    }

    @Test
    void reportsFailuresAndWrongDurations(TestRepository repository) throws ScriptException {
        String image = image(repository);

        assertThat(run.values("pcall(image.ratelimitWait, " + image + ", 1, '1x')"))
                .startsWith("false\t<string>:1: Failed parsing rate limit frequency 1x: ");
        assertThat(run.values("pcall(image.ratelimitWait, " + image + ", 1, '1m', 'x')"))
                .startsWith("false\t<string>:1: Failed parsing timeout x: ");
        repository.fault("HEAD", "manifests/v1", Occurrence.always(), new Fault.Status(403));
        assertThat(run.values("pcall(image.ratelimitWait, " + image + ", 1)"))
                .startsWith("false\t<string>:1: Failed checking \"" + repository.fullName() + ":v1\" manifest: ");
        assertThat(registry.host()).isNotEmpty();
    }
}
