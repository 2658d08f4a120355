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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    @DisplayName("OL-7, OL-18: what a tag named before a copy moved it is gone when the copy ends")
    void collectsAtTheEndOfACopy() {
        SampleImage old = copy(1, "v1");
        SampleImage next = copy(2, "v1");

        assertThat(blob(old.digest())).doesNotExist();
        assertThat(blob(next.digest())).exists();
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
