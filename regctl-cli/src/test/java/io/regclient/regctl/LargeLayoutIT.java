// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExternalProgram;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents as large as their limits allow, read and written by the packaged program with the heap it has. */
@Timeout(300)
class LargeLayoutIT {
    private static final int INDEX_BYTES = 24 << 20;
    private static final int ROOM = 1000;
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> indexes() {
        return Stream.of(
                Arguments.of("tags", (IntFunction<String>) i -> entry(i, "t" + i, "")),
                Arguments.of("other words", (IntFunction<String>) i -> entry(i, "t" + i, ",\"x\":\"\u4e2d\"")),
                Arguments.of(
                        "one letter", (IntFunction<String>) i -> i == 0 ? entry(0, "t0", "") : "{\"a\":{\"a\":1}}"),
                Arguments.of("nothing", (IntFunction<String>) i -> i == 0 ? entry(0, "t0", "") : "{}"),
                Arguments.of("depth", (IntFunction<String>)
                        i -> i == 0 ? entry(0, "t0", "") : "{\"a\":".repeat(50) + "1" + "}".repeat(50)),
                Arguments.of("texts", (IntFunction<String>)
                        i -> i == 0 ? entry(0, "t0", "") : "\"" + "a".repeat(4 << 20) + "\""));
    }

    private static String entry(int number, String tag, String more) {
        return "{\"mediaType\":\"" + TYPE + "\",\"digest\":\"sha256:" + "%064x".formatted(number)
                + "\",\"size\":1234,\"annotations\":{\"org.opencontainers.image.created\":\"2026-01-01T00:00:00Z\","
                + "\"org.opencontainers.image.ref.name\":\"" + tag + "\"" + more + "}}";
    }

    /** As many entries as fit, with room for one more. */
    private Path layout(IntFunction<String> entry) throws IOException {
        StringBuilder index = new StringBuilder("{\"schemaVersion\":2,\"manifests\":[").append(entry.apply(0));
        long bytes = index.length();
        for (int i = 1; ; i++) {
            String next = entry.apply(i);
            bytes += 1 + next.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + ROOM > INDEX_BYTES) {
                break;
            }
            index.append(',').append(next);
        }
        Path layout = Files.createDirectories(directory.resolve("layout"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(layout.resolve("index.json"), index.append("]}"));
        return layout;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("indexes")
    @DisplayName("OL-1: an index near its limit is read, changed and collected, or refused with the limit")
    void readsAndWritesLargeIndexes(String name, IntFunction<String> entry) throws IOException {
        Path layout = layout(entry);
        byte[] before = Files.readAllBytes(layout.resolve("index.json"));
        PackagedProgram regctl = PackagedProgram.of("regctl", directory);

        ExternalProgram list = regctl.run("tag", "ls", "ocidir://" + layout);
        ExternalProgram delete = regctl.run("tag", "delete", "ocidir://" + layout + ":t0");

        assertThat(list.output() + delete.output()).doesNotContain("memory: ", "OutOfMemory", "out of memory");
        if (name.equals("tags")) {
            assertThat(list.output().lines()).hasSizeGreaterThan(80_000);
        }
        if (list.exitCode() == 0) {
            assertThat(list.output().lines()).contains("t0");
            assertThat(delete.exitCode()).as(delete.output()).isZero();
            assertThat(regctl.run("tag", "ls", "ocidir://" + layout).output().lines())
                    .doesNotContain("t0");
        } else {
            assertThat(list.output())
                    .contains("index.json of ocidir://")
                    .containsAnyOf(
                            "more than 1000000 values (line ", "it takes more than 100663296 bytes of memory (line ");
            assertThat(layout.resolve("index.json")).hasBinaryContent(before);
        }
    }
}
