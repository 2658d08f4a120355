// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each run of the program stands for a process: the files below the home are all they have in common. */
class PlaceMemoryTest {
    private static final int LAYERS = 5;

    private final InProcessRegistry one = InProcessRegistry.start();
    private final InProcessRegistry two = InProcessRegistry.start();
    private SampleImage image = ImageFixture.small(1);

    @TempDir
    private Path home;

    @BeforeEach
    void putImage() throws IOException {
        var building = ImageFixture.image();
        for (int i = 0; i < LAYERS; i++) {
            building.layer("file" + i, "content " + i);
        }
        image = building.build();
        one.put("app", image, "v1");
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private CliRunner regctl() {
        return ProgramRunner.of(Regctl.PROGRAM, home).env("REGCLIENT_CACHE", "");
    }

    private String[] hosts(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        for (InProcessRegistry registry : List.of(one, two)) {
            line.addAll(List.of("--host", "reg=" + registry.host() + ",tls=disabled"));
        }
        return line.toArray(String[]::new);
    }

    private CliResult copy(CliRunner program, String target, String... flags) {
        List<String> words =
                new ArrayList<>(List.of("image", "copy", one.host() + "/app:v1", two.host() + "/" + target + ":v1"));
        words.addAll(List.of(flags));
        one.requests().clear();
        two.requests().clear();
        CliResult result = program.run(hosts(words.toArray(String[]::new)));
        result.check().succeeds();
        return result;
    }

    private void assertSent() {
        int blobs = LAYERS + 1;
        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(blobs);
        assertThat(two.requests().count("HEAD", "/blobs/")).isEqualTo(blobs);
        assertThat(two.requests().count("POST", "/blobs/")).isEqualTo(blobs);
        assertThat(two.requests().count("PUT", "/blobs/")).isEqualTo(blobs);
        assertThat(two.requests().count("*", "/blobs/")).isEqualTo(3 * blobs);
    }

    private void assertMounted(String from) {
        int blobs = LAYERS + 1;
        assertThat(one.requests().count("*", "/blobs/")).isZero();
        assertThat(two.requests().count("POST", "mount=sha256.*from=" + from)).isEqualTo(blobs);
        assertThat(two.requests().count("*", "/blobs/")).isEqualTo(blobs);
    }

    private Path places() {
        return home.resolve(".cache/regclient/blobs/" + two.host().replace(":", "%3a"));
    }

    @Test
    @DisplayName("a second process mounts six blobs into another repository: six POSTs, and no content is sent")
    void mounts() {
        copy(regctl(), "first");
        assertSent();

        copy(regctl(), "second");
        assertMounted("first");
    }

    @Test
    @DisplayName("--no-cache, REGCLIENT_CACHE=off and a missing home: nothing is known and nothing is written")
    void isSwitchedOff() throws IOException {
        copy(regctl(), "first", "--no-cache");
        copy(regctl().env("REGCLIENT_CACHE", "off"), "second");
        copy(regctl().env("HOME", home.resolve("absent").toString()), "third");
        assertSent();
        assertThat(home.resolve(".cache")).doesNotExist();
        assertThat(home.resolve("absent")).doesNotExist();

        copy(regctl(), "fourth");
        String known = Files.readString(places());
        copy(regctl(), "fifth", "--no-cache");
        assertSent();
        copy(regctl().env("REGCLIENT_CACHE", "off"), "sixth");
        assertSent();
        assertThat(places()).hasContent(known);
    }

    @Test
    @DisplayName("places that are wrong cost no request: the upload goes where the refused mount leads")
    void uploadsAfterRefusal() throws IOException {
        copy(regctl(), "first");
        Files.writeString(places(), Files.readString(places()).replace(" first", " gone"));

        copy(regctl(), "second");
        assertSent();

        copy(regctl(), "third");
        assertMounted("second");
    }

    @Test
    @DisplayName("a file that is damaged or deleted costs an upload and no failure")
    void survivesDamage() throws IOException {
        copy(regctl(), "first");
        Files.write(places(), new byte[] {0, -1, 10, 13, 45, 32, 10});
        copy(regctl(), "second");
        assertSent();

        copy(regctl(), "third");
        assertMounted("second");

        Files.delete(places());
        copy(regctl(), "fourth");
        assertSent();
    }

    @Test
    @DisplayName("a dry run learns nothing that is not so")
    void learnsNothingInADryRun() throws IOException {
        copy(regctl(), "first", "--dry-run");

        copy(regctl(), "second");

        assertSent();
        assertThat(places()).content().doesNotContain(" first");
    }

    @Test
    @DisplayName("commands that copy nothing neither load a class of it nor make a directory")
    void costsOtherCommandsNothing() throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + home.resolve("classes.log"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.regclient.regctl.Main"));
        line.addAll(List.of(hosts("tag", "ls", one.host() + "/app")));

        ExternalProgram.run(line, Map.of("HOME", home.toString())).requireSuccess();

        assertThat(home.resolve("classes.log"))
                .content()
                .contains("io.regclient.RegClient ")
                .doesNotContain("io.regclient.place.");
        assertThat(home.resolve(".cache")).doesNotExist();
    }
}
