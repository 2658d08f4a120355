// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on OCI layouts (contract core 14). */
class LayoutCommandsTest {
    @TempDir
    Path directory;

    private InProcessRegistry registry;
    private Path layout;

    @BeforeEach
    void startRegistry() {
        registry = InProcessRegistry.start();
        layout = directory.resolve("layout");
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private CliResult regctl(String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    /** Copies an image into the layout. */
    private SampleImage copy(int number, String tag) {
        SampleImage image = ImageFixture.small(number);
        registry.put("src", image, tag);
        regctl("image", "copy", registry.host() + "/src:" + tag, "ocidir://layout:" + tag)
                .check()
                .succeeds();
        return image;
    }

    private Path blob(io.regclient.digest.Digest digest) {
        return layout.resolve("blobs").resolve(digest.algorithm().id()).resolve(digest.hex());
    }

    @Test
    @DisplayName("OL-1: a bad entry of the index is one warning and does not hide the others")
    void warnsOnceOfABadEntry() throws IOException {
        SampleImage image = copy(1, "v1");
        Path index = layout.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("\"manifests\":[", "\"manifests\":[{\"size\":-1},"));

        CliResult result = regctl("image", "copy", "ocidir://layout:v1", "ocidir://layout:v2");

        result.check()
                .succeeds()
                .errContains("level=WARN msg=\"An entry of the OCI layout cannot be read\" layout=ocidir://layout ");
        assertThat(result.err().lines().filter(line -> line.contains("cannot be read\"")))
                .hasSize(1);
        regctl("image", "digest", "ocidir://layout:v2").check().out(image.digest() + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image digest",
                "manifest head",
                "manifest head --require-digest=false",
                "manifest head --format digest",
                "manifest head --platform linux/amd64",
                "manifest get"
            })
    @DisplayName("OL-12, regctl 9.6.5, 9.8.4: what is missing is named, the implied tag too")
    void namesWhatIsMissing(String command) throws IOException {
        SampleImage image = copy(1, "v1");
        for (String copy : List.of("nomarker", "noblob")) {
            ExternalProgram.run(List.of(
                            "cp",
                            "-r",
                            layout.toString(),
                            directory.resolve(copy).toString()))
                    .requireSuccess();
        }
        Files.delete(directory.resolve("nomarker/oci-layout"));
        Files.delete(
                directory.resolve("noblob/blobs/sha256").resolve(image.digest().hex()));

        assertFails(command, "missing:v1", "oci-layout cannot be open: open ");
        assertFails(command, "nomarker:v1", "oci-layout cannot be open: open ");
        assertFails(command, "layout:v9", "could not find entry in index.json: ocidir://layout:v9");
        assertFails(command, "layout", "could not find entry in index.json: ocidir://layout:latest");
        assertFails(command, "noblob:v1", "file not found: ");
    }

    private void assertFails(String command, String name, String message) {
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.add("ocidir://" + name);
        regctl(line.toArray(String[]::new)).check().exits(1).out("").errContains(message);
    }

    @Test
    @DisplayName("OL-7, OL-18: what a tag named before a copy moved it is gone when the copy ends")
    void collectsAtTheEndOfACopy() {
        SampleImage old = copy(1, "v1");
        SampleImage next = copy(2, "v1");

        assertThat(blob(old.digest())).doesNotExist();
        assertThat(blob(next.digest())).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tag rm", "tag delete", "manifest delete"})
    @DisplayName("OL-18: where blobs are links nothing is removed, and one warning says why")
    void tellsOnceThatBlobsAreLinks(String command) throws IOException {
        copy(1, "one");
        SampleImage other = copy(2, "other");
        Path store = Files.move(layout.resolve("blobs"), layout.resolve("store"));
        Files.createSymbolicLink(layout.resolve("blobs"), store);
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.add(command.startsWith("tag") ? "ocidir://layout:other" : "ocidir://layout@" + other.digest());

        CliResult result = regctl(line.toArray(String[]::new));

        result.check().succeeds();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("level=WARN msg=\"Nothing is removed from OCI layout\" layout=ocidir://layout")
                .contains("/layout/blobs is a symbolic link");
        regctl("tag", "ls", "ocidir://layout").check().out("one\n");
    }

    @Test
    @DisplayName("OL-4: a change keeps what else is in index.json")
    void keepsOtherMembersOfTheIndex() throws IOException {
        SampleImage image = copy(1, "v1");
        Path index = layout.resolve("index.json");
        String others = ",\"x-owner\":{\"team\":[1,null,\"a\"]},\"x-null\":null}";
        Files.writeString(index, Files.readString(index).replaceAll("}$", Matcher.quoteReplacement(others)));

        for (String change : List.of(
                "image copy ocidir://layout:v1 ocidir://layout:v2",
                "tag delete ocidir://layout:v1",
                "manifest delete ocidir://layout@" + image.digest())) {
            regctl(change.split(" ")).check().succeeds();

            assertThat(index).content().endsWith(others);
        }
        regctl("tag", "ls", "ocidir://layout").check().succeeds().out("");
    }

    @Test
    @DisplayName("OL-18: a manifest that cannot be read is one warning of garbage collection, and nothing is removed")
    void tellsOnceWhyNothingIsRemoved() throws IOException {
        SampleImage damaged = copy(1, "damaged");
        SampleImage other = copy(2, "other");
        Files.writeString(blob(damaged.digest()), "{}");

        CliResult result = regctl("tag", "delete", "ocidir://layout:other");

        result.check()
                .succeeds()
                .errContains("level=WARN msg=\"Nothing is removed from OCI layout\" layout=ocidir://layout");
        assertThat(result.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains(damaged.digest().toString());
        assertThat(blob(other.digest())).exists();
    }
}
