// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The mirror workshop from start to end with the packaged programs: a real registry as the local mirror, docker.io
 * redirected to a second one on loopback, and skopeo as an independent judge.
 */
class WorkshopIT {
    private static final List<String> DAYS = List.of("20210831", "20210901", "20210902", "20210903", "20210904");

    @TempDir
    Path directory;

    private DockerRegistry upstream;
    private DockerRegistry mirror;
    private PackagedProgram regctl;
    private PackagedProgram regsync;
    private PackagedProgram regbot;

    @BeforeEach
    void startRegistries() throws IOException {
        Assumptions.assumeTrue(DockerRegistry.onPath("skopeo"), "skopeo is not on PATH: skipped");
        upstream = DockerRegistry.start(directory.resolve("upstream"), DockerRegistry.Options.OPEN);
        mirror = DockerRegistry.start(directory.resolve("mirror"), DockerRegistry.Options.OPEN);
        regctl = PackagedProgram.of("regctl", directory);
        regsync = PackagedProgram.of("regsync", directory).with("HUB_USER", "someone");
        regbot = PackagedProgram.of("regbot", directory);
        push("library/busybox", multiPlatformDocker("busybox 1"), "latest");
        push("library/alpine", ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/arm/v7"), "latest", "3");
        push("library/alpine", ImageFixture.small(14), "3.14");
        push("library/alpine", docker("alpine 3.13"), "3.13");
        push("library/alpine", ImageFixture.small(99), "edge");
    }

    @AfterEach
    void stopRegistries() {
        if (mirror != null) {
            mirror.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    @DisplayName("the workshop: mirror, unchanged second run, backup, clean-up, garbage collection")
    void runsFromStartToEnd() throws IOException {
        Path config = syncConfig();

        regsync.succeed("-c", config.toString(), "once");
        assertThat(tags("library/alpine")).containsExactly("3", "3.13", "3.14", "latest");
        for (String image : List.of("busybox:latest", "alpine:latest", "alpine:3", "alpine:3.13", "alpine:3.14")) {
            assertThat(digest(mirror, "library/" + image)).isEqualTo(digest(upstream, "library/" + image));
        }

        assertThat(regsync.succeed("-c", config.toString(), "once")).doesNotContain("sync needed", "level=ERROR");

        String before = digest(mirror, "library/busybox:latest");
        push("library/busybox", multiPlatformDocker("busybox 2"), "latest");
        regsync.succeed("-c", config.toString(), "once");
        LocalDate today = LocalDate.now(java.time.ZoneId.systemDefault());
        String backup = "bkup-latest-" + today.getYear() + today.getMonthValue() + today.getDayOfMonth();
        assertThat(tags("library/busybox")).containsExactly(backup, "latest");
        assertThat(digest(mirror, "library/busybox:" + backup)).isEqualTo(before);
        assertThat(digest(mirror, "library/busybox:latest")).isEqualTo(digest(upstream, "library/busybox:latest"));

        cleanUpBackups(backup);

        mirror.garbageCollect();
        pullEverything();
        collectUntagged();
    }

    /**
     * The registry's option deletes the children of every index, whoever pushed it (distribution issue 3178, open in
     * 2.8): images of one platform survive, the others are repaired from their source.
     */
    private void collectUntagged() throws IOException {
        mirror.garbageCollect("--delete-untagged");
        pull("library/alpine:3.13");
        pull("library/alpine:3.14");
        regctl.succeed("registry", "set", "docker.io", "--tls", "disabled", "--hostname", upstream.name());
        for (String image : List.of("alpine:latest", "busybox:latest")) {
            regctl.succeed("image", "copy", "--force-recursive", image, "localhost:5000/library/" + image);
            pull("library/" + image);
        }
    }

    private void pullEverything() throws IOException {
        for (String repository : List.of("library/alpine", "library/busybox")) {
            for (String tag : tags(repository)) {
                pull(repository + ":" + tag);
            }
        }
    }

    private void cleanUpBackups(String todaysBackup) throws IOException {
        regctl.succeed("registry", "set", "localhost:5000", "--tls", "disabled", "--hostname", mirror.name());
        for (String day : DAYS) {
            copy("alpine:3", "alpine:bkup-3-" + day);
            copy("alpine:latest", "alpine:bkup-latest-" + day);
            copy("busybox:latest", "busybox:bkup-latest-" + day);
        }
        List<String> alpine = tags("library/alpine");
        assertThat(regctl.succeed("tag", "ls", "localhost:5000/library/alpine").lines())
                .isEqualTo(alpine);
        assertThat(alpine).hasSize(14);
        String script = botConfig().toString();

        String preview = regbot.succeed("-c", script, "once", "--dry-run");
        assertThat(preview).contains("Delete tag", "bkup-3-20210831", "bkup-latest-20210901", "dry-run=true");
        assertThat(tags("library/alpine")).isEqualTo(alpine);

        regbot.succeed("-c", script, "once");
        assertThat(tags("library/alpine"))
                .containsExactly(
                        "3",
                        "3.13",
                        "3.14",
                        "bkup-3-20210902",
                        "bkup-3-20210903",
                        "bkup-3-20210904",
                        "bkup-latest-20210902",
                        "bkup-latest-20210903",
                        "bkup-latest-20210904",
                        "latest");
        assertThat(tags("library/busybox"))
                .containsExactly("bkup-latest-20210903", "bkup-latest-20210904", todaysBackup, "latest");
    }

    private void copy(String from, String to) throws IOException {
        assertThat(regctl.succeed("image", "copy", "localhost:5000/library/" + from, "localhost:5000/library/" + to))
                .isEqualTo("localhost:5000/library/" + to + "\n");
    }

    /** The example's file; host names lead to the ports of this test and the password to a file of its own. */
    private Path syncConfig() throws IOException {
        Path token = Files.writeString(directory.resolve("hub_token"), "secret\n");
        String yaml = Files.readString(Path.of("..", "examples", "regsync-mirror.yml"))
                .replace("/home/appuser/.docker/hub_token", token.toString())
                .replace(
                        "- registry: localhost:5000\n",
                        "- registry: localhost:5000\n    hostname: " + mirror.name() + "\n")
                .replace(
                        "- registry: docker.io\n",
                        "- registry: docker.io\n    tls: disabled\n    hostname: " + upstream.name() + "\n");
        assertThat(yaml).contains(mirror.name(), upstream.name(), token.toString());
        return Files.writeString(directory.resolve("regsync.yml"), yaml);
    }

    private Path botConfig() throws IOException {
        String yaml = Files.readString(Path.of("..", "examples", "regbot-backups.yml"))
                .replace(
                        "- registry: localhost:5000\n",
                        "- registry: localhost:5000\n    hostname: " + mirror.name() + "\n");
        assertThat(yaml).contains(mirror.name());
        return Files.writeString(directory.resolve("regbot.yml"), yaml);
    }

    private static SampleImage docker(String content) {
        return ImageFixture.image().docker().layer("etc/release", content).build();
    }

    private static SampleImage multiPlatformDocker(String content) {
        return ImageFixture.index(
                        docker(content),
                        ImageFixture.image("linux/arm64")
                                .docker()
                                .layer("etc/release", content)
                                .layer("etc/arch", "arm64")
                                .build())
                .docker()
                .build();
    }

    private void push(String repository, SampleImage image, String... tags) {
        ImageFixture.push(image, URI.create("http://" + upstream.name() + "/"), repository, tags);
    }

    private List<String> tags(String repository) throws IOException {
        String json = ExternalProgram.run(
                        "skopeo", "list-tags", "--tls-verify=false", "docker://" + mirror.name() + "/" + repository)
                .requireSuccess();
        List<String> tags = new ArrayList<>();
        boolean inside = false;
        for (String line : json.lines().toList()) {
            String text = line.strip().replaceAll("[\",]", "");
            inside = inside && !text.equals("]");
            if (inside) {
                tags.add(text);
            }
            inside |= text.startsWith("Tags:");
        }
        return tags.stream().sorted().toList();
    }

    private static String digest(DockerRegistry registry, String image) throws IOException {
        String raw = ExternalProgram.run(
                        "skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + registry.name() + "/" + image)
                .requireSuccess();
        return io.regclient.digest.Digest.sha256(raw.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    private void pull(String image) throws IOException {
        Path target = Files.createTempDirectory(directory, "pulled");
        ExternalProgram.run(
                        "skopeo",
                        "copy",
                        "--all",
                        "--src-tls-verify=false",
                        "docker://" + mirror.name() + "/" + image,
                        "dir:" + target)
                .requireSuccess();
    }
}
