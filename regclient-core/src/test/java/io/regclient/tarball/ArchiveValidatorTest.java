// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.testing.TarBytes;
import io.regclient.validate.Flaw;
import io.regclient.validate.Validation;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hostile archives do to a check; what a check finds is tested with {@code image validate}. */
class ArchiveValidatorTest {
    @TempDir
    Path directory;

    private static byte[] index(String entries) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + entries + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String entry(byte[] content) {
        Descriptor descriptor =
                Descriptor.of(MediaType.OCI_INDEX, DigestAlgorithm.SHA256.digest(content), content.length);
        return "{\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"digest\":\""
                + descriptor.digest().orElseThrow() + "\",\"size\":" + content.length + "}";
    }

    private static TarBytes withBlob(TarBytes tar, byte[] content) {
        return tar.file(Members.blob(DigestAlgorithm.SHA256.digest(content)), content);
    }

    private Validation check(TarBytes tar) throws IOException {
        Path file = Files.write(directory.resolve("a.tar"), tar.build());
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return new ArchiveValidator(true).check(channel, "a.tar");
        }
    }

    @Test
    @DisplayName("OJ-1: indexes in indexes are followed to a depth of 32, whatever order they have in the archive")
    void endsAtADepth() throws IOException {
        TarBytes tar = new TarBytes().file("oci-layout", "{}");
        byte[] inner = index("");
        for (int depth = 0; depth < 40; depth++) {
            withBlob(tar, inner);
            inner = index(entry(inner));
        }
        withBlob(tar, inner);
        tar.file("index.json", index(entry(inner)));

        Validation validation = check(tar);

        assertThat(validation.flaws()).hasSize(1);
        assertThat(validation.flaws().getFirst().kind()).isEqualTo(Flaw.Kind.DAMAGED);
        assertThat(validation.flaws().getFirst().reason()).contains("more than 32 levels");
        assertThat(validation.manifests()).isLessThan(40);
    }

    @Test
    @DisplayName("OL-1: an entry that cannot be read does not hide the others; an index that names itself is read once")
    void readsOddIndexes() throws IOException {
        byte[] empty = index("");
        TarBytes tar = withBlob(new TarBytes().file("oci-layout", "{}"), empty)
                .file("index.json", index("7," + entry(empty) + "," + entry(empty)));

        Validation validation = check(tar);

        assertThat(validation.manifests()).isEqualTo(1);
        assertThat(validation.flaws()).hasSize(1);
        assertThat(validation.flaws().getFirst().path()).containsExactly("a.tar", "index.json");
    }

    @Test
    @DisplayName("no more than a thousand flaws are listed, the others are counted")
    void countsTheRest() throws IOException {
        String entries = String.join(
                ",",
                IntStream.range(0, 1500)
                        .mapToObj(i -> entry(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
                        .toList());

        Validation validation = check(new TarBytes().file("oci-layout", "{}").file("index.json", index(entries)));

        assertThat(validation.flaws()).hasSize(Validation.MAX_FLAWS);
        assertThat(validation.unlisted()).isEqualTo(500);
        assertThat(validation.isValid()).isFalse();
    }
}
