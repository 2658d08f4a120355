// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that write nothing, and the object that both kinds of copies print (contract regctl 9.6.2, 9.10.1). */
class DryRunTest {
    /** Everything of the object but what differs from run to run. */
    private static final String AMOUNTS =
            "{{.Blobs.Sent}} {{.Blobs.Mounted}} {{.Blobs.Skipped}} {{.Bytes.Sent}} {{.Bytes.Mounted}} {{.Bytes.Skipped}}";

    @TempDir
    Path directory;

    private final SampleImage image = ImageFixture.image()
            .layer("base", "the same everywhere")
            .layer("own", "of one image")
            .build();

    private InProcessRegistry registry;
    private InProcessRegistry mirror;

    @BeforeEach
    void startRegistries() {
        registry = InProcessRegistry.start();
        mirror = InProcessRegistry.start();
        registry.put("src", image, "v1");
    }

    @AfterEach
    void stopRegistries() {
        registry.close();
        mirror.close();
    }

    private CliResult regctl(String... args) {
        List<String> all =
                new ArrayList<>(List.of("--host", TestHosts.host(registry), "--host", TestHosts.host(mirror)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    private String source() {
        return registry.host() + "/src:v1";
    }

    private String target() {
        return mirror.host() + "/tgt:v1";
    }

    private void onlyReads(InProcessRegistry... registries) {
        for (InProcessRegistry each : registries) {
            assertThat(each.requests().lines()).allMatch(line -> line.startsWith("GET ") || line.startsWith("HEAD "));
        }
    }

    private long size() {
        return image.blobs().stream().mapToLong(blob -> blob.bytes().length).sum();
    }

    @Test
    @DisplayName(
            "regctl 9.6.2: image copy --dry-run shows blobs and the tag, and asks the target only for what is there")
    void showsAnImage() {
        CliResult shown = regctl("image", "copy", "--dry-run", source(), target());

        shown.check().succeeds().errIsEmpty();
        assertThat(shown.lines()).hasSize(3 + 1 + 1);
        assertThat(shown.lines().subList(0, 3)).allMatch(line -> line.matches("send  sha256:\\w{64} +\\S+B +\\S+/tgt"));
        assertThat(shown.lines().get(3)).matches("tag   " + image.digest() + " +\\S+B +" + target());
        assertThat(shown.lines().getLast())
                .matches("blobs: 3 \\(\\S+B\\) to send, 0 \\(0[.]000B\\) to mount, 0 \\(0[.]000B\\) there; "
                        + "manifests: 1 to push");
        onlyReads(registry, mirror);
        assertThat(registry.requests().count("GET", ".*/blobs/.*")).isZero();
        regctl("manifest", "head", target()).check().exits(1);
    }

    @Test
    @DisplayName("regctl 9.6.2, 7.7: a dry run prints the object of the copy that follows, with the same amounts")
    void promisesWhatIsDone() {
        String planned = regctl("image", "copy", "--dry-run", "--format", AMOUNTS, source(), target())
                .out();
        String done =
                regctl("image", "copy", "--format", AMOUNTS, source(), target()).out();

        assertThat(planned).isEqualTo("3 0 0 " + size() + " 0 0").isEqualTo(done);
        regctl("image", "copy", "--dry-run", source(), target())
                .check()
                .out("blobs: 0 (0.000B) to send, 0 (0.000B) to mount, 0 (0.000B) there; manifests: 0 to push\n");
    }

    @Test
    @DisplayName("regctl 10.2: a dry run tells which blobs are mounted, and from where")
    void showsMounts() {
        String sibling = registry.host() + "/other:v1";

        CliResult shown = regctl("image", "copy", "--dry-run", source(), sibling);

        assertThat(shown.lines().subList(0, 3))
                .allMatch(line -> line.startsWith("mount sha256:")
                        && line.endsWith(registry.host() + "/other from " + registry.host() + "/src"));
        regctl("image", "copy", "--dry-run", "--format", AMOUNTS, source(), sibling)
                .check()
                .out("0 3 0 0 " + size() + " 0");
        onlyReads(registry);
        regctl("image", "copy", "--format", AMOUNTS, source(), sibling).check().out("0 3 0 0 " + size() + " 0");
    }

    @Test
    @DisplayName("regctl 9.6.2: what is there is counted as skipped")
    void countsWhatIsThere() {
        mirror.put(
                "tgt", ImageFixture.image().layer("base", "the same everywhere").build(), "other");

        CliResult planned = regctl("image", "copy", "--dry-run", "--format", AMOUNTS, source(), target());
        CliResult done = regctl("image", "copy", "--format", AMOUNTS, source(), target());

        assertThat(planned.out()).startsWith("2 0 1 ").isEqualTo(done.out());
    }

    @Test
    @DisplayName("regctl 9.6.2: a dry run makes no layout, and changes none")
    void leavesLayoutsAlone() throws IOException {
        regctl("image", "copy", "--dry-run", source(), "ocidir://new:v1")
                .check()
                .succeeds();
        assertThat(directory.resolve("new")).doesNotExist();

        regctl("image", "copy", source(), "ocidir://old:v0").check().succeeds();
        registry.put("src", ImageFixture.small(2), "v2");
        Map<String, String> before = files(directory.resolve("old"));
        regctl("image", "copy", "--dry-run", registry.host() + "/src:v2", "ocidir://old:v2")
                .check()
                .succeeds();
        regctl("repo", "copy", "--dry-run", registry.host() + "/src", "ocidir://old")
                .check()
                .succeeds();
        assertThat(files(directory.resolve("old"))).isEqualTo(before);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                found.put(path.toString(), Files.getLastModifiedTime(path) + " " + Files.size(path));
            }
        }
        return found;
    }

    @Test
    @DisplayName("regctl 9.10.1: repo copy --dry-run counts what tags have in common once, as the copy does")
    void showsARepository() {
        for (int i = 0; i < 4; i++) {
            registry.put(
                    "many",
                    ImageFixture.image()
                            .layer("base", "the same everywhere")
                            .layer("own", "of " + i)
                            .build(),
                    "v" + i);
        }
        String many = registry.host() + "/many";
        String goal = mirror.host() + "/many";
        String[] copy = {"repo", "copy", "--concurrent", "1", "--exclude", "v3", many, goal};
        String all = "{{.Tags.Copied}} {{.Tags.Unchanged}} {{.Tags.Failed}} " + AMOUNTS;

        CliResult shown = regctl(with(copy, "--dry-run"));
        assertThat(shown.lines().stream().filter(line -> line.startsWith("send ")))
                .hasSize(1 + 3 + 3);
        assertThat(shown.lines().stream().filter(line -> line.startsWith("tag ")))
                .hasSize(3)
                .noneMatch(line -> line.contains(":v3"));
        String planned = regctl(with(copy, "--dry-run", "--format", all)).out();
        onlyReads(registry, mirror);
        assertThat(planned).startsWith("3 0 0 7 0 ");
        assertThat(regctl(with(copy, "--format", all)).out()).isEqualTo(planned);
        assertThat(regctl(with(copy, "--format", all)).out()).isEqualTo("0 3 0 0 0 0 0 0 0");
    }

    @Test
    @DisplayName(
            "regctl 9.10.1: repo copy --dry-run tells what two tags of one index need once, and none of it is there")
    void tellsWhatTagsShareOnce() {
        SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put("twice", index, "v1");
        registry.put("twice", index, "v2");
        String from = registry.host() + "/twice";

        for (String goal : List.of(mirror.host() + "/twice", "ocidir://twice")) {
            CliResult shown = regctl("repo", "copy", "--dry-run", from, goal);

            assertThat(shown.lines()).doesNotHaveDuplicates();
            long sent = shown.lines().stream()
                    .filter(line -> line.startsWith("send "))
                    .count();
            long pushed = shown.lines().stream()
                    .filter(line -> line.startsWith("push "))
                    .count();
            assertThat(sent).isPositive();
            assertThat(pushed).isEqualTo(2);
            assertThat(shown.lines().getLast())
                    .matches("blobs: " + sent
                            + " [(]\\S+[)] to send, 0 [(]0[.]000B[)] to mount, 0 [(]0[.]000B[)] there; " + "manifests: "
                            + (pushed + 2) + " to push");
        }
    }

    @Test
    @DisplayName("regctl 9.10.1: what several tags need and the target has is counted once")
    void countsWhatTagsShareAndIsThere() {
        for (String tag : List.of("v1", "v2")) {
            registry.put(
                    "shared",
                    ImageFixture.image()
                            .layer("base", "the same everywhere")
                            .layer("own", tag)
                            .build(),
                    tag);
        }
        mirror.put(
                "shared",
                ImageFixture.image().layer("base", "the same everywhere").build(),
                "other");

        CliResult shown = regctl("repo", "copy", "--dry-run", registry.host() + "/shared", mirror.host() + "/shared");

        assertThat(shown.lines().getLast())
                .matches("blobs: 4 [(]\\S+[)] to send, 0 [(]0[.]000B[)] to mount, 1 [(]\\S+[)] there; "
                        + "manifests: 2 to push");
    }

    private static String[] with(String[] args, String... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 9.6.2: referrers and digest tags are part of a dry run")
    void showsReferrers() {
        SampleImage signature =
                ImageFixture.artifact("application/example").subject(image).build();
        registry.put("signed", image.withReferrer(signature), "v1");

        CliResult shown = regctl(
                "image", "copy", "--dry-run", "--referrers", "--digest-tags", registry.host() + "/signed:v1", target());

        assertThat(shown.out()).contains("push  " + signature.digest());
        onlyReads(registry, mirror);
    }

    @Test
    @DisplayName("regctl 7.7: the object of a copy is the target's reference, with what was done behind its keys")
    void printsAnObject() {
        String printed =
                regctl("image", "copy", "--format", "{{.}}", source(), target()).out();
        assertThat(printed).isEqualTo("{reg " + target() + " " + mirror.host() + " tgt v1  }");
        regctl("image", "copy", "--format", "{{.GetDigest}} {{.Digest}}", source(), target())
                .check()
                .out(image.digest() + " ");

        String json = regctl("image", "copy", "--format", "{{json .}}", source(), target())
                .out();
        assertThat(json)
                .matches("\\{\"Scheme\":\"reg\",\"Reference\":\"" + target() + "\",\"Registry\":\"" + mirror.host()
                        + "\",\"Repository\":\"tgt\",\"Tag\":\"v1\",\"Digest\":\"\",\"Path\":\"\",\"digest\":\""
                        + image.digest() + "\",\"blobs\":\\{\"sent\":0,\"mounted\":0,\"skipped\":0},"
                        + "\"bytes\":\\{\"sent\":0,\"mounted\":0,\"skipped\":0},\"requests\":2,\"seconds\":[0-9.]+}\n");
    }

    @Test
    @DisplayName("regctl 9.6.2: -v info tells what would be copied, not that it is")
    void logsHonestly() {
        CliResult shown = regctl("image", "copy", "--dry-run", "-v", "info", source(), target());

        assertThat(shown.err()).contains("msg=\"Would copy layer\"").contains("msg=\"Would copy manifest\"");
        assertThat(shown.err()).doesNotContain("msg=\"Copy ");
    }
}
