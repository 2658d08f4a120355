// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImages;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example configurations work as they are. */
class ExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    /** The module's directory is the working directory of its tests; the examples are beside the modules. */
    private static String example(String name) throws Exception {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("examples"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new AssertionError("no directory examples above the working directory");
            }
        }
        return Files.readString(directory.resolve("examples").resolve(name));
    }

    @Test
    @DisplayName("the quick start mirrors sample/hello and sample/tools, and keeps what it replaces")
    void quickStart() throws Exception {
        try (InProcessRegistry upstream = InProcessRegistry.start();
                InProcessRegistry mirror = InProcessRegistry.start()) {
            for (SampleImages.Sample sample : SampleImages.all()) {
                upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
            }
            CliRunner regsync = ProgramRunner.of(Regsync.PROGRAM, directory)
                    .env("UPSTREAM", upstream.host())
                    .env("MIRROR", mirror.host())
                    .stdin(example("regsync-quickstart.yml"));

            CliResult check = regsync.run("-c", "-", "check");
            check.check().succeeds();
            assertThat(check.err().lines()).hasSize(3).allMatch(line -> line.contains("msg=\"Image sync needed\""));

            regsync.run("-c", "-", "once").check().succeeds();
            assertThat(tags(mirror, "sample/hello")).isEqualTo("latest");
            assertThat(tags(mirror, "sample/tools")).isEqualTo("2.0.0 latest");
            assertThat(digest(mirror, "sample/hello")).isEqualTo(digest(upstream, "sample/hello"));
            regsync.run("-c", "-", "once").check().succeeds().errIsEmpty();

            String replaced = digest(mirror, "sample/hello");
            upstream.put("sample/hello", ImageFixture.small(7), "latest");
            regsync.run("-c", "-", "once").check().succeeds().errContains("msg=\"Saving backup\"");
            assertThat(tags(mirror, "sample/hello")).matches("bkup-latest-\\d{8} latest");
            String backup = tags(mirror, "sample/hello").replaceFirst(" .*", "");
            assertThat(RegsyncHttp.digest(mirror.uri().resolve("/v2/sample/hello/manifests/" + backup)))
                    .isEqualTo(replaced);
        }
    }

    @Test
    @DisplayName("the example of newest tags copies the newest release and the young builds")
    void newest() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (InProcessRegistry upstream = InProcessRegistry.start();
                InProcessRegistry mirror = InProcessRegistry.start()) {
            for (SampleImages.Sample sample : SampleImages.all()) {
                upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
            }
            for (int day = 1; day < 30; day += 4) {
                upstream.put(
                        "sample/hello",
                        ImageFixture.image()
                                .created(now.minus(Duration.ofDays(day)))
                                .build(),
                        "nightly-" + (100 - day));
            }

            ProgramRunner.of(Regsync.PROGRAM, directory)
                    .env("UPSTREAM", upstream.host())
                    .env("MIRROR", mirror.host())
                    .stdin(example("regsync-newest.yml"))
                    .run("-c", "-", "once")
                    .check()
                    .succeeds();

            assertThat(tags(mirror, "sample/hello")).isEqualTo("1.1 1.1.0 nightly-91 nightly-95 nightly-99");
        }
    }

    @Test
    @DisplayName("the example of prune remembers what it misses, and deletes nothing before the time of grace is over")
    void prune() throws Exception {
        try (InProcessRegistry upstream = InProcessRegistry.start();
                InProcessRegistry mirror = InProcessRegistry.start()) {
            for (SampleImages.Sample sample : SampleImages.all()) {
                upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
                mirror.put(sample.repository(), sample.image(), "gone");
            }
            CliRunner regsync = ProgramRunner.of(Regsync.PROGRAM, directory)
                    .env("UPSTREAM", upstream.host())
                    .env("MIRROR", mirror.host())
                    .stdin(example("regsync-prune.yml"));

            regsync.run("-c", "-", "once").check().succeeds();
            regsync.run("-c", "-", "once", "--prune", "-v", "debug")
                    .check()
                    .succeeds()
                    .errContains("msg=\"Tag without source is kept\" target=" + mirror.host() + "/sample/hello:gone")
                    .errContains("grace is not over");

            assertThat(tags(mirror, "sample/hello")).contains("gone");
            assertThat(Files.exists(directory.resolve("regsync-prune.state.db")))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("regsync 16: the slides' mirror configuration is understood completely")
    void mirror() throws Exception {
        CliResult result = ProgramRunner.of(Regsync.PROGRAM, directory)
                .env("HUB_USER", "octocat")
                .stdin(example("regsync-mirror.yml"))
                .run("-c", "-", "config");
        result.check()
                .succeeds()
                .errIsEmpty()
                .outContains(
                        "  user: octocat\n",
                        "    min: 60\n    retry: 15m0s\n  parallel: 2\n",
                        "  tags:\n    allow:\n    - latest\n    - \"3\"\n    - \"3.13\"\n    - \"3.14\"\n",
                        "  backup: \"{{ $t := time.Now }}{{ printf \\\"bkup-%s-%d%d%d\\\" .Ref.Tag $t.Year $t.Month "
                                + "$t.Day }}\"\n");
    }

    private static String tags(InProcessRegistry registry, String repository) {
        String list = RegsyncHttp.get(registry.uri().resolve("/v2/" + repository + "/tags/list"));
        return String.join(" ", RegsyncHttp.strings(list, "tags"));
    }

    private static String digest(InProcessRegistry registry, String repository) {
        return RegsyncHttp.digest(registry.uri().resolve("/v2/" + repository + "/manifests/latest"));
    }
}
