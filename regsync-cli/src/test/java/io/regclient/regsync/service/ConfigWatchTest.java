// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/server-instances: the configuration is read again on SIGHUP and when it has another content")
@Timeout(60)
class ConfigWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    private Path directory = Path.of("");

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    private String told() throws InterruptedException {
        return Optional.ofNullable(told.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    private ConfigWatch.Following follow(ConfigWatch watch) {
        return watch.follow(() -> told.add("config"), () -> told.add("token"));
    }

    @Test
    @DisplayName("a signal reads both files at once, changed or not, and a file that changes is read by itself")
    void tellsChanges() throws Exception {
        Path config = Files.writeString(directory.resolve("a.yml"), "one");
        Path token = Files.writeString(directory.resolve("token"), "one");
        try (ConfigWatch watch = ConfigWatch.begin(Optional.of(config), Optional.of(token), OFTEN);
                ConfigWatch.Following _ = follow(watch)) {
            watch.signal();
            assertThat(told()).isEqualTo("token");
            assertThat(told()).isEqualTo("config");
            Files.writeString(config, "another");
            assertThat(told()).isEqualTo("config");
            Files.writeString(token, "another");
            assertThat(told()).isEqualTo("token");
        }
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("a signal that comes while the server starts is told as soon as it has started")
    void keepsSignalsOfTheStart() throws Exception {
        Path config = Files.writeString(directory.resolve("a.yml"), "one");
        try (ConfigWatch watch = ConfigWatch.begin(Optional.of(config), Optional.empty(), NEVER)) {
            watch.signal();
            watch.signal();
            try (ConfigWatch.Following _ = follow(watch)) {
                assertThat(told()).isEqualTo("config");
            }
        }
        assertThat(told).as("many at once count as one").isEmpty();
    }

    @Test
    @DisplayName("a file that changes while the server starts, read by then or not, is told")
    void noticesChangesOfTheStart() throws Exception {
        Path config = Files.writeString(directory.resolve("a.yml"), "one");
        try (ConfigWatch watch = ConfigWatch.begin(Optional.of(config), Optional.empty(), OFTEN)) {
            Files.writeString(config, "two");
            try (ConfigWatch.Following _ = follow(watch)) {
                assertThat(told()).isEqualTo("config");
            }
        }
    }

    @Test
    @DisplayName("a configuration from stdin is not read again")
    void leavesStdinAlone() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "one");
        try (ConfigWatch watch = ConfigWatch.begin(Optional.empty(), Optional.of(token), NEVER);
                ConfigWatch.Following _ = follow(watch)) {
            watch.signal();
            assertThat(told()).isEqualTo("token");
        }
        assertThat(told).isEmpty();
    }
}
