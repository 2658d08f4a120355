// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Streams;
import io.regclient.regctl.view.HumanSize;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which commands show how far they are on a terminal (contract regctl 10.8), and that stdout has results alone. */
class ProgressTest extends WithRegistry {
    private final SampleImage image = ImageFixture.small(1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void putImage() {
        registry.put("src", image, "v1");
    }

    private String onTerminal(boolean outIsTerminal, String input, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        out.reset();
        Streams streams = new Streams(
                Streams.results(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                outIsTerminal,
                true);
        List<String> words = Stream.concat(Stream.of("--host", TestHosts.host(registry)), Stream.of(args))
                .toList();
        int code = Regctl.PROGRAM.run(words, streams, Environment.of(Map.of(), directory, directory));
        assertThat(code).as("%s: %s", words, err).isZero();
        return err.toString(StandardCharsets.UTF_8);
    }

    private String shown(String... args) {
        return onTerminal(false, "some content", args);
    }

    private long blobBytes() {
        return image.blobs().stream().mapToLong(blob -> blob.bytes().length).sum();
    }

    @Test
    @DisplayName("regctl 10.8: copies, archives, blobs and artifacts tell what they moved")
    void tells() throws IOException {
        String bytes = " " + HumanSize.of(blobBytes());
        Files.writeString(directory.resolve("note.txt"), "a note");

        assertThat(shown("image", "copy", ref("src:v1"), "ocidir://copy:v1"))
                .contains("Manifests: 1/1 | Blobs:" + bytes + " copied, 0.000B skipped | Elapsed: 0s\n");
        assertThat(shown("repo", "copy", ref("src"), "ocidir://repo"))
                .contains("Manifests: 1/1 | Blobs:" + bytes + " copied, 0.000B skipped | Elapsed: 0s\n");
        assertThat(shown("image", "export", ref("src:v1"), "image.tar")).contains("Blobs:" + bytes + " copied, ");
        assertThat(shown("image", "import", ref("tgt:v1"), "image.tar")).contains("Blobs:" + bytes + " copied, ");
        assertThat(shown("image", "import", ref("tgt:v2"), "image.tar"))
                .contains("Blobs: 0.000B copied," + bytes + " skipped");
        String changed = shown("image", "mod", ref("src:v1"), "--create", "plain", "--layer-compress", "none");
        long pushed = regctl(
                        "manifest", "get", "--format", "{{range .Layers}}{{println .Size}}{{end}}", ref("src:plain"))
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .mapToLong(Long::parseLong)
                .sum();
        assertThat(changed).contains("Blobs: " + HumanSize.of(pushed) + " copied, 0.000B skipped | Elapsed: 0s\n");
        assertThat(shown("blob", "put", ref("tgt"))).contains("Blobs: 12.000B copied, ");
        String digest = out.toString(StandardCharsets.UTF_8).strip();
        assertThat(shown("blob", "get", ref("tgt"), digest)).contains("Blobs: 12.000B copied, ");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("some content");
        assertThat(shown("artifact", "put", "--artifact-type", "application/x", "-f", "note.txt", ref("notes:v1")))
                .contains("Blobs: 8.000B copied, "); // the file, and the empty config
        assertThat(shown("artifact", "get", ref("notes:v1"))).contains("Blobs: 6.000B copied, ");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a note");
    }

    @Test
    @DisplayName("regctl 10.8: -v, a dry run, and content on the same terminal show no bars")
    void keepsSilent() {
        assertThat(shown("image", "copy", "-v", "warn", ref("src:v1"), "ocidir://one:v1"))
                .isEmpty();
        assertThat(shown("image", "copy", "--dry-run", ref("src:v1"), "ocidir://two:v1"))
                .isEmpty();
        String layer = image.blobs().getFirst().digest().toString();
        assertThat(onTerminal(true, "", "blob", "get", ref("src"), layer)).isEmpty();
        assertThat(regctl("image", "copy", ref("src:v1"), "ocidir://three:v1").err())
                .isEmpty();
    }
}
