// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens when something fails or is interrupted (regsync 7, 9.2 and 10). */
@ExtendWith(RegistryExtension.class)
class RunFailureTest {
    private final Mirroring mirroring;

    RunFailureTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
    }

    @Test
    @DisplayName("regsync 10: a backup that fails is a warning, a template that fails ends the entry before the copy")
    void survivesAFailingBackup(TestRepository source, TestRepository target) {
        SampleImage next = source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "image", "backup: '{{.Ref.Nope}}'")), "once")
                .check()
                .exits(1)
                .errContains("can't evaluate field Nope");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());

        target.fault("PUT", "manifests/bk$", Occurrence.always(), new Fault.Status(403));
        mirroring
                .run(sync(entry(source, target, "image", "backup: bk")), "once")
                .check()
                .succeeds()
                .errContains(" level=WARN msg=\"Failed to backup existing image\" ");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(next.digest().toString());
    }

    @Test
    @DisplayName("regsync 14: a copy that fails is told with its source and target")
    void namesSourceAndTarget(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        target.fault("PUT", "manifests/v1$", Occurrence.always(), new Fault.Status(403));

        CliResult result = mirroring.run(sync(entry(source, target, "image", "")), "once");

        String from = source.fullName() + ":v1";
        String to = target.fullName() + ":v1";
        result.check()
                .exits(1)
                .errContains(
                        "level=ERROR msg=\"Failed to copy image\" source=" + from + " target=" + to + " error=\"",
                        "level=ERROR msg=\"Failed to sync\" target=" + to + " source=" + from + " error=\"",
                        "\nsync " + from + " to " + to
                                + ": failed to put manifest: request failed: unauthorized [http 403]");
        assertThat(result.err().lines().filter(line -> line.contains("level=WARN")))
                .hasSize(1);
    }

    @Test
    @DisplayName("regsync 8, 9.4: --missing changes no target whose tags or manifest are there and cannot be read")
    void keepsATargetItCannotRead(TestRepository source, @TempDir Path root) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        Path layout = Files.createDirectory(root.resolve("layout"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("blobs/sha256").resolve("a".repeat(64)), "{\"mediaType\":\"x/y\"}");
        String listed = "{\"manifests\":[{\"digest\":\"sha256:" + "a".repeat(64)
                + "\",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}]}";

        for (String index : List.of("{\"manifests\":17}", listed)) {
            for (String type : List.of("repository", "image")) {
                Files.writeString(layout.resolve("index.json"), index);
                String tag = type.equals("image") ? ":v1" : "";
                mirroring
                        .run(
                                sync("{source: '" + source.fullName() + tag + "', target: 'ocidir://" + layout + tag
                                        + "', type: " + type + "}"),
                                "once",
                                "--missing")
                        .check()
                        .exits(type.equals("repository") && index.equals(listed) ? 0 : 1);
                assertThat(layout.resolve("index.json")).hasContent(index);
            }
        }
    }

    @Test
    @DisplayName("regsync 7: a failing entry does not stop the others; every failure is a line, the exit code is 1")
    void goesOnAfterAFailure(TestRepository none, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(
                entry(none, target, "image", ""),
                entry(source, target, "repository", "tags: {allow: ['(']}"),
                "{source: a, target: b, type: other}",
                "{source: 'Bad Ref', target: b, type: image}",
                entry(source, target, "image", ""));

        CliResult result = mirroring.run(config, "once");

        result.check()
                .exits(1)
                .errContains(
                        "level=ERROR msg=\"Failed to lookup source manifest\" source=" + none.fullName() + ":v1 error=",
                        "level=ERROR msg=\"Failed to sync\" target=" + target.fullName() + ":v1 source="
                                + none.fullName() + ":v1 error=",
                        "level=ERROR msg=\"Failed processing tag filters\" ",
                        "level=ERROR msg=\"Type not recognized, must be one of: registry, repository, or image\" step=a "
                                + "type=other\n",
                        "level=ERROR msg=\"Failed parsing source\" source=\"Bad Ref\" error=");
        List<String> failures =
                result.err().lines().filter(line -> !line.startsWith("time=")).toList();
        assertThat(failures).hasSize(4);
        assertThat(failures.get(0)).contains(none.fullName() + ":v1");
        assertThat(failures.get(1)).contains("invalid allow pattern \"(\"");
        assertThat(failures.get(2)).contains("invalid input");
        assertThat(failures.get(3)).contains("failed parsing source");
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error stops at the first failure")
    void abortsOnError(TestRepository none, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(entry(none, target, "image", ""), entry(source, target, "image", ""));

        mirroring.run(config, "once", "--abort-on-error").check().exits(1);
        assertThat(source.lines()).isEmpty();

        mirroring.run(config, "--abort-on-error", "check").check().exits(1);
        assertThat(source.lines()).isEmpty();
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error stops a repository after the first failing tag")
    void abortsInsideARepository(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1", "v2", "v3");
        source.fault("HEAD", "manifests/v2", Occurrence.always(), new Fault.Status(403));

        mirroring
                .run(sync(entry(source, target, "repository", "")), "once", "--abort-on-error")
                .check()
                .exits(1);
        assertThat(mirroring.tags(target)).containsExactly("v1");
        mirroring
                .run(sync(entry(source, target, "repository", "")), "once")
                .check()
                .exits(1);
        assertThat(mirroring.tags(target)).containsExactly("v1", "v3");
    }

    @Test
    @DisplayName("regsync 7: parallel entries are all copied, failures are collected")
    void runsEntriesSideBySide(
            TestRepository none, TestRepository a, TestRepository b, TestRepository targetA, TestRepository targetB) {
        a.put(ImageFixture.small(1), "v1");
        b.put(ImageFixture.small(2), "v1", "v2");
        String config = "defaults: {parallel: 2}\n"
                + sync(
                        entry(a, targetA, "image", ""),
                        entry(none, none, "image", ""),
                        entry(b, targetB, "repository", ""));

        mirroring
                .run(config, "once", "-v", "debug")
                .check()
                .exits(1)
                .errContains("msg=\"Configuring parallel settings\" concurrent=2\n");
        assertThat(mirroring.tags(targetA)).containsExactly("v1");
        assertThat(mirroring.tags(targetB)).containsExactly("v1", "v2");
    }

    @Test
    @DisplayName("regsync 9.2: a target that cannot be asked counts as absent, the copy finds out")
    void findsOutAboutABrokenTarget(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        target.fault("*", ".", Occurrence.always(), new Fault.Status(403));

        mirroring
                .run(sync(entry(source, target, "image", "")), "check", "-v", "debug")
                .check()
                .succeeds()
                .errContains("msg=\"target manifest not available\" ", "msg=\"Image sync needed\"");
        mirroring
                .run(sync(entry(source, target, "image", "")), "once")
                .check()
                .exits(1)
                .errContains("level=ERROR msg=\"Failed to copy image\" source=" + source.fullName() + ":v1 target="
                        + target.fullName() + ":v1 error=");
    }

    @Test
    @DisplayName("regsync 7 and 17: an interrupted run says so and exits 1, in order and side by side")
    void reportsAnInterrupt(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        for (String defaults : List.of("", "defaults: {parallel: 2}\n")) {
            Thread.currentThread().interrupt();
            CliResult result = mirroring.run(defaults + sync(entry(source, target, "image", "")), "once");
            assertThat(Thread.interrupted()).isTrue();
            result.check().exits(1).errContains("task was canceled");
        }
        assertThat(target.lines()).isEmpty();
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error cancels the entries beside it; only the failure is reported")
    void abortsEntriesSideBySide(TestRepository none, TestRepository slow, TestRepository target) {
        slow.put(ImageFixture.small(1), "v1");
        slow.fault("HEAD", "manifests/v1", Occurrence.always(), new Fault.Delay(Duration.ofSeconds(3)));

        CliResult result = mirroring.run(
                "defaults: {parallel: 2}\n" + sync(entry(slow, target, "image", ""), entry(none, target, "image", "")),
                "once",
                "--abort-on-error");

        result.check().exits(1);
        assertThat(result.err().lines().filter(line -> !line.startsWith("time=")))
                .singleElement()
                .asString()
                .contains(none.fullName());
        assertThat(target.lines()).doesNotContain("PUT manifests/v1");
    }
}
