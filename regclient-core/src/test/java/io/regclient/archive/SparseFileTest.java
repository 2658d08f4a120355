// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse files of untrusted archives: their maps may say anything. */
class SparseFileTest {
    private static final int MIB = 1 << 20;

    private static String content(byte[] tar, ArchiveLimits limits) throws IOException {
        try (TarReader reader = TarReader.open(new ByteArrayInputStream(tar), limits)) {
            TarEntry entry = reader.next().orElseThrow();
            String text = new String(reader.content().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).hasSize((int) entry.size());
            assertThat(reader.next()).isPresent();
            return text.replace('\0', '.');
        }
    }

    private static String content(byte[] tar) throws IOException {
        return content(tar, new ArchiveLimits(4 * MIB, 10));
    }

    private static ErrorKind failure(byte[] tar) {
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> content(tar));
        assertThat(e).as("expected failure").isNotNull();
        return e.kind();
    }

    private static byte[] withMap(long size, String map, String stored) {
        return new RawTar()
                .pax("GNU.sparse.size=" + size, "GNU.sparse.map=" + map)
                .entry(RawTar.file("sparse"), stored)
                .entry(RawTar.file("next"), "x")
                .build();
    }

    private static byte[] withMapInContent(String map, String stored) {
        String padded = map + "\0".repeat(TarBlock.padding(map.length())) + stored;
        return new RawTar()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=8", "GNU.sparse.name=sparse")
                .entry(RawTar.file("GNUSparseFile.0/sparse"), padded)
                .entry(RawTar.file("next"), "x")
                .build();
    }

    @Test
    @DisplayName("holes in front, between, behind and nowhere")
    void fillsHoles() throws IOException {
        assertThat(content(withMap(8, "1,2,4,2", "abcd"))).isEqualTo(".ab.cd..");
        assertThat(content(withMap(4, "0,4", "abcd"))).isEqualTo("abcd");
        assertThat(content(withMap(4, "0,2,2,2,4,0", "abcd"))).isEqualTo("abcd");
        assertThat(content(withMap(3, "3,0", ""))).isEqualTo("...");
        assertThat(content(withMapInContent("2\n1\n2\n4\n2\n", "abcd"))).isEqualTo(".ab.cd..");
    }

    @Test
    @DisplayName("a version nobody knows is content like any other")
    void readsUnknownVersions() throws IOException {
        byte[] tar = new RawTar()
                .pax("GNU.sparse.major=2", "GNU.sparse.minor=0", "GNU.sparse.realsize=8")
                .entry(RawTar.file("sparse"), "abcd")
                .entry(RawTar.file("next"), "x")
                .build();

        assertThat(content(tar)).isEqualTo("abcd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,2,1,2", // overlaps
                "2,2,0,2", // goes back
                "6,4", // ends outside
                "9,4", // begins outside
                "0,4,9,0", // begins outside without content
                "0,2", // less than what is stored
                "0,8", // more than that
                "0,4,5", // a number is missing
                "0,-4",
                "0,x",
                "0,9223372036854775807",
                "9223372036854775807,4",
            })
    @DisplayName("a map that does not fit is damage")
    void refusesWrongMaps(String map) {
        assertThat(failure(withMap(8, map, "abcd"))).isEqualTo(ErrorKind.PARSING_FAILED);
        String lines = map.replace(',', '\n') + "\n";
        int parts = (map.split(",", -1).length + 1) / 2;
        assertThat(failure(withMapInContent(parts + "\n" + lines, "abcd"))).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("a map in the content is as large as a header at most")
    void limitsMaps() {
        assertThat(failure(withMapInContent("0".repeat(2 * MIB), "abcd"))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(withMapInContent("999999999\n" + "0\n0\n".repeat(MIB / 2), "abcd")))
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(failure(withMapInContent("7\n", "abcd"))).isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("archive limits: holes count, exactly at the limit and one beyond")
    void limitsHoles() throws IOException {
        byte[] tar = withMap(4 * MIB, "0,4", "abcd");

        assertThat(content(tar)).hasSize(4 * MIB);
        assertThat(failure(withMap(4 * MIB + 1, "0,4", "abcd"))).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}
