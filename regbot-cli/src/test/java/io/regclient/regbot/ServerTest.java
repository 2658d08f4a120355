// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code server}: contract regbot A3. */
class ServerTest {
    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private BackgroundCall<CliResult> serve(String yaml) {
        return BackgroundCall.start(() ->
                ProgramRunner.of(Regbot.PROGRAM, directory, log).stdin(yaml).run("server", "-c", "-", "-v", "debug"));
    }

    private void awaitLog(String text) throws Exception {
        BackgroundCall.await(() -> log.toString(StandardCharsets.UTF_8).contains(text));
    }

    private long count(String text) {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    @Test
    @DisplayName("A3: nothing runs at the start, scheduled scripts run and failures decide the exit status")
    void runsBySchedule() throws Exception {
        String yaml = """
                defaults: {interval: 1h}
                scripts:
                  - {name: hourly, script: "print('hourly')"}
                  - {name: often, schedule: "@every 1s", script: "print('often') error('failed run')"}
                """;
        try (BackgroundCall<CliResult> server = serve(yaml)) {
            awaitLog("msg=\"Error running script\" script=often");
            assertThat(server.isRunning()).isTrue();
            server.interrupt();
            CliResult result = server.result();
            result.check()
                    .exits(1)
                    .errContains(
                            "level=DEBUG msg=\"Scheduled task\" name=hourly sched=\"@every 1h0m0s\"\n",
                            "level=DEBUG msg=\"Scheduled task\" name=often sched=\"@every 1s\"\n",
                            "level=INFO msg=\"Next run\" name=hourly next=",
                            "level=INFO msg=\"Next run\" name=often next=",
                            "level=DEBUG msg=\"Running task\" name=often\n",
                            "level=DEBUG msg=\"Interrupt received, stopping\"\n",
                            "level=INFO msg=\"Stopping server\"\n",
                            "level=DEBUG msg=\"Waiting on running tasks\"\n",
                            "failed run");
            assertThat(result.out()).contains("often").doesNotContain("hourly");
        }
    }

    @Test
    @DisplayName("A3: an activation is skipped while the previous run of the script is going on")
    void skipsOverlappingRuns() throws Exception {
        String yaml = """
                scripts:
                  - {name: slow, schedule: "@every 1s", script: "while true do end"}
                  - {name: quick, schedule: "@every 1s", script: "print('quick')"}
                """;
        try (BackgroundCall<CliResult> server = serve(yaml)) {
            BackgroundCall.await(() -> count("msg=\"Running task\" name=quick") >= 3);
            assertThat(count("msg=\"Running task\" name=slow")).isEqualTo(1);
            server.interrupt();
            server.result().check().errContains("Context error: context canceled");
        }
    }

    @Test
    @DisplayName("A3: a signal alone is the regular end")
    void endsRegularly() throws Exception {
        try (BackgroundCall<CliResult> server = serve("scripts: [{name: s, interval: 1h, script: 'print(1)'}]\n")) {
            awaitLog("Scheduled task");
            server.interrupt();
            server.result().check().succeeds().out("");
        }
    }

    @ParameterizedTest
    @DisplayName("A3: a server without any schedule says once that there is nothing to do")
    @ValueSource(strings = {"scripts: []", "scripts: [{name: a, script: 'print(1)'}, {name: b, script: 'print(1)'}]"})
    void tellsWhenThereIsNothingToDo(String yaml) throws Exception {
        try (BackgroundCall<CliResult> server = serve(yaml + "\n")) {
            awaitLog("level=WARN msg=\"Nothing to do, ");
            server.interrupt();
            server.result().check().succeeds().out("");
        }
        assertThat(count("msg=\"Nothing to do, ")).isEqualTo(1);
    }

    @Test
    @DisplayName("A3: a script without schedule is ignored, a bad schedule is a failure")
    void reportsSchedules() throws Exception {
        String yaml = """
                scripts:
                  - {name: idle, script: "print(1)"}
                  - {name: odd, schedule: "1 2 3", script: "print(1)"}
                """;
        try (BackgroundCall<CliResult> server = serve(yaml)) {
            awaitLog("Failed to schedule cron");
            server.interrupt();
            server.result()
                    .check()
                    .exits(1)
                    .errContains(
                            "level=ERROR msg=\"No schedule or interval found, ignoring\" name=idle\n",
                            "level=ERROR msg=\"Failed to schedule cron\" name=odd sched=\"1 2 3\" err=");
        }
    }
}
