// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.archive.Compression;
import io.regclient.archive.RawTar;
import io.regclient.archive.TemporaryFile;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.stream.BlobReader;
import io.regclient.testing.OpenFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One layer through file steps, compression and digests: contract MO-4 to MO-6, MO-14, MO-15. */
class LayerRewriterTest {
    private static final byte[] TAR = new RawTar()
            .entry(RawTar.file("a"), "first")
            .entry(RawTar.file("b"), "second")
            .raw(new byte[10240]) // as GNU tar ends archives
            .unfinished();
    private static final byte[] WITHOUT_A =
            new RawTar().entry(RawTar.file("b"), "second").build();

    private static final FileStep KEEP = file -> Optional.of(file);

    @TempDir
    private Path temporary;

    @AfterEach
    void leavesNoFiles() throws IOException {
        assertThat(temporaryFiles()).as("MO-14: files left").isEmpty();
    }

    private List<Path> temporaryFiles() throws IOException {
        return OpenFiles.in(temporary);
    }

    private static FileStep removing(String... names) {
        return file -> List.of(names).contains(file.header().name()) ? Optional.empty() : Optional.of(file);
    }

    private static byte[] compress(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = compression.compress(out)) {
            encoder.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] decompress(byte[] blob) throws IOException {
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(blob))) {
            return in.readAllBytes();
        }
    }

    private RewrittenLayer rewrite(String mediaType, byte[] blob, Wish wish, FileStep... steps) throws IOException {
        return rewrite(Descriptor.ofContent(mediaType, blob), blob, wish, steps);
    }

    private RewrittenLayer rewrite(Descriptor layer, byte[] blob, Wish wish, FileStep... steps) throws IOException {
        InputStream in = new BlobReader(
                new ByteArrayInputStream(blob), OptionalLong.of(layer.size()), layer.digest(), "", Map.of());
        return LayerRewriter.rewrite(
                in, layer, "registry/repo", List.of(steps), wish.compression(), wish.algorithm(), temporary);
    }

    /** What the result is to be. */
    private record Wish(Optional<Compression> compression, DigestAlgorithm algorithm) {
        private static final Wish SAME = new Wish(Optional.empty(), DigestAlgorithm.SHA256);

        private static Wish of(Compression compression) {
            return new Wish(Optional.of(compression), DigestAlgorithm.SHA256);
        }

        private static Wish of(DigestAlgorithm algorithm) {
            return new Wish(Optional.empty(), algorithm);
        }
    }

    private static byte[] content(RewrittenLayer layer) throws IOException {
        try (InputStream in = layer.file().orElseThrow().read()) {
            return in.readAllBytes();
        }
    }

    private static void assertDescribes(Descriptor descriptor, byte[] blob) {
        assertThat(descriptor.size()).isEqualTo(blob.length);
        assertThat(descriptor.digest()).contains(descriptor.digestAlgorithm().digest(blob));
    }

    @ParameterizedTest
    @CsvSource({
        MediaType.OCI_LAYER + ", NONE",
        MediaType.OCI_LAYER_GZIP + ", GZIP",
        MediaType.OCI_LAYER_ZSTD + ", ZSTD",
        MediaType.DOCKER_LAYER + ", NONE",
        MediaType.DOCKER_LAYER_GZIP + ", GZIP",
        MediaType.DOCKER_LAYER_ZSTD + ", ZSTD"
    })
    @DisplayName("MO-4: a changed layer is compressed as it was, its diff id is that of the new archive")
    void keepsTheCompression(String mediaType, Compression compression) throws IOException {
        try (RewrittenLayer result = rewrite(mediaType, compress(compression, TAR), Wish.SAME, removing("a"))) {
            assertThat(result.isChanged()).isTrue();
            assertThat(result.isEmptied()).isFalse();
            assertThat(result.diffId()).isEqualTo(Digest.sha256(WITHOUT_A));
            assertThat(result.descriptor().mediaType()).isEqualTo(mediaType);
            assertDescribes(result.descriptor(), content(result));
            assertThat(Compression.detect(content(result))).isEqualTo(compression);
            assertThat(decompress(content(result))).isEqualTo(WITHOUT_A);
            assertThat(temporaryFiles()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("MO-4: a layer whose entries all stay keeps its blob, no file is kept")
    void keepsTheBlob(boolean withSteps) throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);
        FileStep[] steps = withSteps ? new FileStep[] {KEEP, removing("c")} : new FileStep[0];

        RewrittenLayer result = rewrite(MediaType.OCI_LAYER_GZIP, blob, Wish.SAME, steps);

        assertThat(result.isChanged()).isFalse();
        assertThat(result.isEmptied()).isFalse();
        assertThat(result.diffId()).isEqualTo(Digest.sha256(TAR));
        assertThat(result.descriptor()).isEqualTo(Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, blob));
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    @DisplayName("MO-4: a layer whose entries all go is emptied, one that never had any is not")
    void tellsEmptiedLayers() throws IOException {
        byte[] nothing = compress(Compression.GZIP, new RawTar().build());

        try (RewrittenLayer result = rewrite(MediaType.OCI_LAYER, TAR, Wish.SAME, removing("a"), removing("b"));
                RewrittenLayer never = rewrite(MediaType.OCI_LAYER_GZIP, nothing, Wish.SAME, KEEP)) {
            assertThat(result.isEmptied()).isTrue();
            assertThat(result.isChanged()).isTrue();
            assertThat(never.isEmptied()).isFalse();
            assertThat(never.isChanged()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        MediaType.OCI_LAYER_GZIP + ", GZIP, ZSTD, " + MediaType.OCI_LAYER_ZSTD,
        MediaType.OCI_LAYER_ZSTD + ", ZSTD, GZIP, " + MediaType.OCI_LAYER_GZIP,
        MediaType.OCI_LAYER + ", NONE, GZIP, " + MediaType.OCI_LAYER_GZIP,
        MediaType.DOCKER_LAYER_GZIP + ", GZIP, NONE, " + MediaType.DOCKER_LAYER,
        MediaType.DOCKER_LAYER + ", NONE, ZSTD, " + MediaType.DOCKER_LAYER_ZSTD,
    })
    @DisplayName("MO-5: another compression together with file steps, whether these change something or not")
    void changesTheCompression(String mediaType, Compression from, Compression to, String expected) throws IOException {
        byte[] blob = compress(from, TAR);

        try (RewrittenLayer changed = rewrite(mediaType, blob, Wish.of(to), removing("a"));
                RewrittenLayer kept = rewrite(mediaType, blob, Wish.of(to), KEEP);
                RewrittenLayer without = rewrite(mediaType, blob, Wish.of(to))) {
            assertThat(List.of(changed, kept, without)).allSatisfy(result -> {
                assertThat(result.descriptor().mediaType()).isEqualTo(expected);
                assertThat(Compression.detect(content(result))).isEqualTo(to);
                assertDescribes(result.descriptor(), content(result));
            });
            assertThat(decompress(content(changed))).isEqualTo(WITHOUT_A);
            assertThat(kept.diffId()).isEqualTo(Digest.sha256(TAR));
            assertThat(decompress(content(kept))).isEqualTo(TAR);
            assertThat(content(without)).isEqualTo(content(kept));
        }
    }

    @Test
    void refusesCompressionsThatLayersDoNotHave() {
        RegistryException e = catchThrowableOfType(
                RegistryException.class, () -> rewrite(MediaType.OCI_LAYER, TAR, Wish.of(Compression.XZ)));

        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(e).hasMessageEndingWith("unsupported layer compression: xz");
    }

    @Test
    @DisplayName("MO-6: another digest algorithm keeps the compressed bytes, the diff id follows")
    void changesTheAlgorithm() throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);

        for (FileStep[] steps : List.of(new FileStep[] {KEEP}, new FileStep[0])) {
            try (RewrittenLayer result =
                    rewrite(MediaType.OCI_LAYER_GZIP, blob, Wish.of(DigestAlgorithm.SHA512), steps)) {
                assertThat(content(result)).isEqualTo(blob);
                assertThat(result.descriptor().digest()).contains(DigestAlgorithm.SHA512.digest(blob));
                assertThat(result.diffId()).isEqualTo(DigestAlgorithm.SHA512.digest(TAR));
                assertThat(temporaryFiles()).hasSize(1);
            }
        }
        try (RewrittenLayer result =
                rewrite(MediaType.OCI_LAYER_GZIP, blob, Wish.of(DigestAlgorithm.SHA384), removing("a"))) {
            assertThat(result.diffId()).isEqualTo(DigestAlgorithm.SHA384.digest(WITHOUT_A));
            assertDescribes(result.descriptor(), content(result));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaType.OCI_FOREIGN_GZIP, MediaType.DOCKER_FOREIGN_GZIP, "text/plain"})
    @DisplayName("foreign layers and content that is no archive are not touched, but can get another digest")
    void leavesOtherContentAlone(String mediaType) throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);
        Digest expected = DigestAlgorithm.SHA512.digest(mediaType.equals("text/plain") ? blob : TAR);

        RewrittenLayer same = rewrite(mediaType, blob, Wish.of(Compression.ZSTD), removing("a"));
        assertThat(same.isChanged()).isFalse();
        assertThat(same.isEmptied()).isFalse();
        try (RewrittenLayer result = rewrite(mediaType, blob, Wish.of(DigestAlgorithm.SHA512), removing("a"))) {
            assertThat(content(result)).isEqualTo(blob);
            assertThat(result.diffId()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("a layer that is compressed in another way than its media type says gets what the type says")
    void believesTheContent() throws IOException {
        byte[] xz = compress(Compression.XZ, TAR);

        try (RewrittenLayer result = rewrite(MediaType.DOCKER_LAYER_GZIP, xz, Wish.SAME, removing("a"))) {
            assertThat(Compression.detect(content(result))).isEqualTo(Compression.GZIP);
            assertThat(result.diffId()).isEqualTo(Digest.sha256(WITHOUT_A));
        }
        assertThat(rewrite(MediaType.DOCKER_LAYER_GZIP, xz, Wish.SAME, KEEP).isChanged())
                .isFalse();
    }

    @Test
    @DisplayName("MO-15: the same edit gives the same bytes; gzip has no time, no name and no system")
    void isReproducible() throws IOException {
        byte[] blob = compress(Compression.ZSTD, TAR);

        try (RewrittenLayer first = rewrite(MediaType.OCI_LAYER_ZSTD, blob, Wish.of(Compression.GZIP), removing("a"));
                RewrittenLayer second =
                        rewrite(MediaType.OCI_LAYER_ZSTD, blob, Wish.of(Compression.GZIP), removing("a"))) {
            assertThat(content(first)).isEqualTo(content(second));
            assertThat(content(first)).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
        }
    }

    @Test
    @DisplayName("embedded data does not outlive the content it was")
    void dropsEmbeddedData() throws IOException {
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER, TAR).withData(Optional.of(TAR));

        try (RewrittenLayer result = rewrite(layer, TAR, Wish.SAME, removing("a"))) {
            assertThat(result.descriptor().data()).isEmpty();
        }
    }

    @Test
    @DisplayName("MO-14: steps may put content aside, also several times")
    void replacesContent() throws IOException {
        FileStep doubled = file -> {
            TemporaryFile before = file.copy();
            TemporaryFile after = file.files().create();
            try (OutputStream out = after.write();
                    InputStream once = before.read();
                    InputStream again = before.read()) {
                once.transferTo(out);
                again.transferTo(out);
            }
            return Optional.of(file.withContent(new LayerFile.Edited(after)));
        };

        try (RewrittenLayer result = rewrite(MediaType.OCI_LAYER, TAR, Wish.SAME, doubled, KEEP, doubled)) {
            assertThat(content(result))
                    .isEqualTo(new RawTar()
                            .entry(RawTar.file("a"), "first".repeat(4))
                            .entry(RawTar.file("b"), "second".repeat(4))
                            .build());
            assertThat(temporaryFiles()).hasSize(1);
        }
    }

    @Test
    @DisplayName("MO-14: no file is left when the layer is damaged, is another one, or a step fails")
    void cleansUpAfterFailures() throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);
        byte[] damaged =
                compress(Compression.GZIP, "no tar at all, only text".repeat(99).getBytes(UTF_8));
        byte[] half = Arrays.copyOf(blob, blob.length / 2);
        FileStep failing = file -> {
            file.copy();
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "no");
        };

        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Wish wish = Wish.of(algorithm);
            assertThat(failure(damaged, damaged, wish, KEEP)).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(failure(half, half, wish, KEEP)).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(failure(blob, blob, wish, failing)).isEqualTo(ErrorKind.INVALID_INPUT);
            assertThat(failure(blob, half, wish, removing("a"))).isIn(ErrorKind.PARSING_FAILED, ErrorKind.SHORT_READ);
            assertThat(temporaryFiles()).isEmpty();
        }
    }

    @Test
    @DisplayName("an interrupt ends the rewriting, also of what is left out, and leaves nothing")
    void isInterruptible() throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);

        Thread.currentThread().interrupt();
        ErrorKind stripped = failure(blob, blob, Wish.SAME, file -> Optional.empty());
        ErrorKind digested = failure(blob, blob, Wish.of(DigestAlgorithm.SHA512));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(List.of(stripped, digested)).containsOnly(ErrorKind.CANCELED);
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    @DisplayName("the digest of the blob is verified to its last byte, also behind the compressed data")
    void verifiesTheWholeBlob() throws IOException {
        byte[] blob = compress(Compression.GZIP, TAR);
        byte[] longer = Arrays.copyOf(blob, blob.length + 40);
        byte[] other = longer.clone();
        other[other.length - 1] = 1;

        assertThat(failure(longer, other, Wish.SAME, removing("a"))).isEqualTo(ErrorKind.DIGEST_MISMATCH);
        assertThat(failure(longer, other, Wish.SAME)).isEqualTo(ErrorKind.DIGEST_MISMATCH);
    }

    private ErrorKind failure(byte[] described, byte[] sent, Wish wish, FileStep... steps) {
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, described);
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> rewrite(layer, sent, wish, steps));
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e).hasMessageStartingWith("rewrite layer " + layer.digest().orElseThrow() + " of registry/repo: ");
        assertThat(e.getMessage()).doesNotContain("\n");
        return e.kind();
    }

    @Test
    void needsADirectoryForItsFiles() throws IOException {
        Path missing = temporary.resolve("missing");
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER, TAR);

        RegistryException e = catchThrowableOfType(
                RegistryException.class,
                () -> LayerRewriter.rewrite(
                        new ByteArrayInputStream(TAR),
                        layer,
                        "registry/repo",
                        List.of(KEEP),
                        Optional.empty(),
                        DigestAlgorithm.SHA256,
                        missing));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    }
}
