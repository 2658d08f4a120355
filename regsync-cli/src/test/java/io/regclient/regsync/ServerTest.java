// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.regsync.run.ServerRun;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server (regsync 12). */
@ExtendWith(RegistryExtension.class)
class ServerTest {
    private final InProcessRegistry registry;

    @TempDir
    private Path directory = Path.of("");

    ServerTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private static String entry(TestRepository source, TestRepository target, String more) {
        return "{source: '" + source.fullName() + ":v1', target: '" + target.fullName() + ":v1', type: image" + more
                + "}";
    }

    private static String sync(String... entries) {
        return "sync: [" + String.join(", ", entries) + "]\n";
    }

    private static BackgroundCall<Boolean> serve(RunFixture fixture, ManualTime time, boolean abortOnError) {
        return BackgroundCall.start(() -> {
            new ServerRun(fixture.context(abortOnError), time).run(fixture.entries());
            return true;
        });
    }

    private String digest(TestRepository repository) {
        return RegsyncHttp.digest(manifest(repository));
    }

    private URI manifest(TestRepository repository) {
        return registry.uri().resolve("/v2/" + repository.name() + "/manifests/v1");
    }

    private BackgroundCall<CliResult> serve(String yaml, String... flags) {
        return serve(OutputStream.nullOutputStream(), yaml, flags);
    }

    private BackgroundCall<CliResult> serve(OutputStream errCopy, String yaml, String... flags) {
        String creds = "creds: [{registry: '" + registry.host() + "', tls: disabled}]\n";
        List<String> line = new ArrayList<>(List.of("server", "-c", "-"));
        line.addAll(List.of(flags));
        CliRunner program =
                ProgramRunner.of(Regsync.PROGRAM, directory, errCopy).stdin(creds + yaml);
        return BackgroundCall.start(() -> program.run(line.toArray(String[]::new)));
    }

    @Test
    @DisplayName("regsync 12: the first pass copies what is missing, a scheduled run what differs")
    void runsBySchedule(TestRepository source, TestRepository target, TestRepository empty) throws Exception {
        SampleImage next = source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");
        ManualTime time = ManualTime.stepping();
        String yaml = sync(entry(source, target, ", interval: 1h"), entry(source, empty, ", schedule: '@yearly'"));
        try (RunFixture fixture = new RunFixture(registry, time, yaml);
                BackgroundCall<Boolean> server = serve(fixture, time, false)) {
            BackgroundCall.await(
                    () -> RegsyncHttp.exists(manifest(empty))); // a request is noted before it is carried out
            time.awaitSleepers(1);
            assertThat(digest(target)).isEqualTo(old.digest().toString());
            assertThat(digest(empty)).isEqualTo(next.digest().toString());

            time.advance(Duration.ofMinutes(59));
            time.awaitSleepers(1);
            assertThat(target.lines()).doesNotContain("PUT manifests/v1");
            BackgroundCall.await(() -> {
                time.advance(Duration.ofMinutes(1));
                return digest(target).equals(next.digest().toString());
            });

            server.interrupt();
            assertThat(server.result()).isTrue();
        }
    }

    @Test
    @DisplayName("regsync 12: a failing run does not end the server; its failure is reported at the end")
    void survivesAFailingRun(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        ManualTime time = ManualTime.stepping();
        try (RunFixture fixture = new RunFixture(registry, time, sync(entry(source, target, ", interval: 1h")));
                BackgroundCall<Boolean> server = serve(fixture, time, false)) {
            BackgroundCall.await(() -> target.lines().contains("PUT manifests/v1"));
            time.awaitSleepers(1);
            source.fault("HEAD", "manifests/v1", Occurrence.first(1), new Fault.Status(403));
            int before = source.lines().size();
            BackgroundCall.await(() -> {
                time.advance(Duration.ofHours(1));
                return source.lines().size() > before + 1;
            });
            assertThat(server.isRunning()).isTrue();

            server.interrupt();
            assertThatThrownBy(server::result)
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .hasMessageContaining("403");
        }
    }

    @Test
    @DisplayName("regsync 12: with --abort-on-error a failing run ends the server")
    void abortsOnError(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        ManualTime time = ManualTime.stepping();
        try (RunFixture fixture = new RunFixture(registry, time, sync(entry(source, target, ", interval: 1h")));
                BackgroundCall<Boolean> server = serve(fixture, time, true)) {
            BackgroundCall.await(() -> target.lines().contains("PUT manifests/v1"));
            time.awaitSleepers(1);
            source.fault("HEAD", "manifests/v1", Occurrence.always(), new Fault.Status(403));
            BackgroundCall.await(() -> {
                time.advance(Duration.ofHours(1));
                return !server.isRunning();
            });
            assertThatThrownBy(server::result).rootCause().hasMessageContaining("403");
        }
    }

    @Test
    @DisplayName("regsync 12: a failing first pass with --abort-on-error ends the server before it starts")
    void abortsInTheFirstPass(TestRepository source, TestRepository target) throws Exception {
        for (String parallel : new String[] {"", "defaults: {parallel: 2}\n"}) {
            try (BackgroundCall<CliResult> server =
                    serve(parallel + sync(entry(source, target, ", interval: 1h")), "--abort-on-error")) {
                CliResult result = server.result();
                result.check().exits(1).errContains("Failed to lookup source manifest");
                assertThat(result.err()).doesNotContain("Stopping server");
            }
        }
    }

    @Test
    @DisplayName("regsync 12: log lines from the first pass to the signal, which is the regular end")
    void logsItsLife(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (BackgroundCall<CliResult> server =
                serve(log, sync(entry(source, target, ", interval: 1s")), "-v", "debug")) {
            BackgroundCall.await(() -> log.toString(StandardCharsets.UTF_8).contains("Running task"));
            server.interrupt();
            server.result()
                    .check()
                    .succeeds()
                    .errContains(
                            "level=DEBUG msg=\"Scheduled task\" source=" + source.fullName() + ":v1 target="
                                    + target.fullName() + ":v1 type=image sched=\"@every 1s\"\n",
                            "level=INFO msg=\"Image sync needed\" ",
                            "level=DEBUG msg=\"Running task\" source=" + source.fullName() + ":v1 target="
                                    + target.fullName() + ":v1 type=image\n",
                            "level=DEBUG msg=\"Interrupt received, stopping\"\n",
                            "level=INFO msg=\"Stopping server\"\n",
                            "level=DEBUG msg=\"Waiting on running tasks\"\n");
        }
    }

    @Test
    @DisplayName("regsync 12: a server without any schedule says once that there is nothing to do")
    void tellsWhenThereIsNothingToDo() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (BackgroundCall<CliResult> server = serve(log, "sync: []\n")) {
            BackgroundCall.await(() -> log.toString(StandardCharsets.UTF_8).contains("Nothing to do"));
            server.interrupt();
            server.result()
                    .check()
                    .succeeds()
                    .errContains("level=WARN msg=\"Nothing to do, the configuration has no schedule or interval\"\n");
        }
    }

    @Test
    @DisplayName(
            "regsync 12: a bad schedule is a failure of the run, its first pass takes place; without schedule nothing")
    void reportsBadSchedules(TestRepository source, TestRepository target, TestRepository idle) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        String yaml = sync(entry(source, idle, ""), entry(source, target, ", schedule: '1 2 3'"));
        try (BackgroundCall<CliResult> server = serve(yaml)) {
            BackgroundCall.await(() -> target.lines().contains("PUT manifests/v1"));
            server.interrupt();
            server.result()
                    .check()
                    .exits(1)
                    .errContains(
                            "level=ERROR msg=\"No schedule or interval found, ignoring\" source=" + source.fullName()
                                    + ":v1 target=" + idle.fullName() + ":v1 type=image\n",
                            "level=ERROR msg=\"Failed to schedule cron\" source=" + source.fullName() + ":v1 target="
                                    + target.fullName() + ":v1 sched=\"1 2 3\" err=",
                            "\nfailed to schedule " + source.fullName() + ":v1: ");
        }
        assertThat(idle.lines()).isEmpty();
    }
}
