// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.Compression;
import io.regclient.archive.RawTar;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What may become a layer: whole archives only. */
class LayerAdditionTest extends ModSetup {
    private static final byte[] WHOLE = new RawTar()
            .entry(RawTar.file("a"), "1")
            .entry(RawTar.file("b"), "2")
            .build();

    /** Where the two blocks of zeros begin. */
    private static final int END = WHOLE.length - 1024;

    @BeforeEach
    void putImage() {
        fixture.put("app:v1", ImageFixture.image().layer("one.txt", "1").build());
    }

    private static ImageEdit add(byte[] tar) throws RegistryException {
        return LayerEdits.layerAddTar(BlobSource.ofBytes(tar), Optional.empty(), List.of());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = Compression.GZIP.compress(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private byte[] added(byte[] tar) throws IOException {
        Ref result = fixture.modify("app:v1", add(tar));
        byte[] blob = fixture.blob(result, fixture.manifest(result).layers().getLast());
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(blob))) {
            return in.readAllBytes();
        }
    }

    @Test
    @DisplayName("MO-7: an archive that stops anywhere but between two blocks, and one without a byte, is no layer")
    void refusesHalfAnArchive() throws IOException {
        for (int length : new int[] {0, 1, 300, 513, 600, 1023, END - 511, END - 1, END + 1, END + 511}) {
            assertThat(fixture.failure("app:v1", add(Arrays.copyOf(WHOLE, length))))
                    .as("%s bytes", length)
                    .hasMessageContaining(length == 0 ? "not a tar archive: it is empty" : "tar archive is damaged")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
        }
        assertThat(fixture.failure("app:v1", add(gzip(new byte[0])))).hasMessageContaining("it is empty");
        assertThat(fixture.failure("app:v1", add(gzip(gzip(WHOLE))))).hasMessageContaining("tar archive");
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.temporaryFiles()).as("MO-14").isEmpty();
    }

    @Test
    @DisplayName("MO-7: zeros at the end may be missing, and whatever follows them stays")
    void takesAnArchiveAsItEnds() throws IOException {
        byte[] withMore = Arrays.copyOf(WHOLE, WHOLE.length + 9);
        withMore[WHOLE.length + 8] = 'x';
        for (byte[] tar : List.of(Arrays.copyOf(WHOLE, END), Arrays.copyOf(WHOLE, END + 512), withMore)) {
            assertThat(added(tar)).isEqualTo(tar);
        }
    }
}
