// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example configurations do what they say, dry and for real (contract regbot A13). */
class ExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    /** The module's directory is the working directory of its tests; the examples are beside the modules. */
    private static String example(String name) throws IOException {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(above.resolve("examples"))) {
            above = above.getParent();
            if (above == null) {
                throw new AssertionError("no directory examples above the working directory");
            }
        }
        return Files.readString(above.resolve("examples").resolve(name));
    }

    private static String redirected(String yaml, String registry, InProcessRegistry to) {
        String name = "- registry: " + registry + "\n";
        assertThat(yaml).contains(name);
        return yaml.replace(name, name + "    hostname: " + to.host() + "\n");
    }

    private static List<String> tags(InProcessRegistry registry, String repository) throws IOException {
        try (InputStream in = registry.uri()
                .resolve("/v2/" + repository + "/tags/list")
                .toURL()
                .openStream()) {
            return Json.parseObject(in.readAllBytes(), "tags").strings("tags").stream()
                    .sorted()
                    .toList();
        }
    }

    private static SampleImage build(int age) {
        Instant created = Instant.now().minus(Duration.ofDays(age)).truncatedTo(ChronoUnit.SECONDS);
        return ImageFixture.image()
                .label("org.opencontainers.image.created", created.toString())
                .layer("age", Integer.toString(age))
                .build();
    }

    private String quickStart(InProcessRegistry hub, InProcessRegistry local) throws IOException {
        Path token = Files.writeString(directory.resolve("hub_token"), "secret\n");
        String yaml = example("regbot-quickstart.yml").replace("/var/run/secrets/hub_token", token.toString());
        yaml = redirected(yaml, "registry:5000", local);
        return redirected(yaml, "docker.io", hub)
                .replace("hostname: " + hub.host() + "\n", "hostname: " + hub.host() + "\n    tls: disabled\n");
    }

    @Test
    @DisplayName("the quick start keeps the newest minor versions and builds, and deletes old ones by their label")
    void quickStart() throws Exception {
        try (InProcessRegistry hub = InProcessRegistry.builder()
                        .pullLimit(1000, Duration.ofHours(6))
                        .start();
                InProcessRegistry local = InProcessRegistry.start()) {
            hub.put("library/alpine", ImageFixture.small(1), "3.9", "3.10", "3.18", "3.19", "3.20", "edge", "3.20.1");
            hub.put("library/debian", ImageFixture.small(2), "9.13", "10.2", "11.0", "12.5", "12.10", "bookworm");
            hub.put("library/debian", ImageFixture.small(3), "testing-20240201", "testing-20240215");
            hub.put("library/debian", ImageFixture.small(4), "testing-20240301", "testing-20240315", "testing-slim");
            local.put("library/debian", ImageFixture.small(5), "testing-20230101", "testing-20230201", "latest");
            local.put("regclient/example", build(100), "ci-001", "stable");
            local.put("regclient/example", build(1), "ci-002");
            local.put("regclient/example", build(31), "ci-003");
            String yaml = quickStart(hub, local);

            CliResult dry = ProgramRunner.of(Regbot.PROGRAM, directory)
                    .env("HUB_USER", "octocat")
                    .stdin(yaml)
                    .run("-c", "-", "once", "--dry-run");
            dry.check()
                    .succeeds()
                    .errContains(
                            "message=\"Skipping ci-002 created on ",
                            "message=\"Deleting ci-001 created on ",
                            "target=registry:5000/library/alpine:3.20 ");
            assertThat(tags(local, "library/debian")).containsExactly("latest", "testing-20230101", "testing-20230201");

            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .env("HUB_USER", "octocat")
                    .stdin(yaml)
                    .run("-c", "-", "once")
                    .check()
                    .succeeds()
                    .out("");
            assertThat(tags(local, "library/alpine")).containsExactly("3.18", "3.19", "3.20");
            assertThat(tags(local, "library/debian"))
                    .containsExactly(
                            "11.0",
                            "12.10",
                            "12.5",
                            "latest",
                            "testing-20240215",
                            "testing-20240301",
                            "testing-20240315");
            assertThat(tags(local, "regclient/example")).containsExactly("ci-002", "stable");
        }
    }

    @Test
    @DisplayName("the example's script keeps three backups of each tag in every repository")
    void backups() throws Exception {
        try (InProcessRegistry local = InProcessRegistry.start()) {
            for (int day = 1; day <= 5; day++) {
                local.put("library/alpine", ImageFixture.small(1), "bkup-3-2021090" + day);
                local.put("library/alpine", ImageFixture.small(day), "bkup-latest-2021090" + day);
            }
            local.put("library/alpine", ImageFixture.small(1), "3", "latest");
            local.put("library/busybox", ImageFixture.small(9), "latest", "bkup-latest-20210831");
            String yaml = redirected(example("regbot-backups.yml"), "localhost:5000", local);

            ProgramRunner.of(Regbot.PROGRAM, directory)
                    .stdin(yaml)
                    .run("-c", "-", "once", "--dry-run")
                    .check()
                    .succeeds()
                    .errContains("image=localhost:5000/library/alpine:bkup-3-20210901 dry-run=true");
            assertThat(tags(local, "library/alpine")).hasSize(12);

            CliResult real =
                    ProgramRunner.of(Regbot.PROGRAM, directory).stdin(yaml).run("-c", "-", "once");
            real.check().succeeds();
            assertThat(real.err().lines().filter(line -> line.contains("msg=\"Delete tag\"")))
                    .hasSize(4);
            assertThat(tags(local, "library/alpine"))
                    .containsExactly(
                            "3",
                            "bkup-3-20210903",
                            "bkup-3-20210904",
                            "bkup-3-20210905",
                            "bkup-latest-20210903",
                            "bkup-latest-20210904",
                            "bkup-latest-20210905",
                            "latest");
            assertThat(tags(local, "library/busybox")).containsExactly("bkup-latest-20210831", "latest");
        }
    }

    @Test
    void printsNothingOnItsOwn() {
        ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("scripts: [{name: s, script: 'local x = 1'}]".getBytes(StandardCharsets.UTF_8))
                .run("-c", "-", "once")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
    }
}
