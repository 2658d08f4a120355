// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.TarEntry;
import io.regclient.archive.TarReader;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import io.regclient.scheme.ocidir.OciDirScheme;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export of unusual content, also hostile one, from a layout: contract EX-2 to EX-4. */
class ImageExporterTest {
    @TempDir
    private Path directory;

    private final OciDirScheme scheme = OciDirScheme.builder().build();

    @AfterEach
    void close() {
        scheme.close();
    }

    private Ref layout() throws IOException {
        return Ref.parse("ocidir://" + directory);
    }

    private List<String> names(Ref ref) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ImageExporter(scheme).export(ref, out, ExportOptions.PLAIN);
        List<String> names = new ArrayList<>();
        try (TarReader reader = TarReader.open(new ByteArrayInputStream(out.toByteArray()), ArchiveLimits.DEFAULT)) {
            for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
                names.add(e.get().name());
            }
        }
        return names;
    }

    private RegistryException failure(Ref ref) {
        RegistryException e = catchThrowableOfType(
                RegistryException.class,
                () -> new ImageExporter(scheme).export(ref, OutputStream.nullOutputStream(), ExportOptions.PLAIN));
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).hasLineCount(1);
        return e;
    }

    private static String path(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    private Ref put(String tag, String mediaType, String manifest) throws IOException {
        Ref ref = layout().withTag(tag);
        scheme.putManifest(
                ref, Manifest.parse(mediaType, Optional.empty(), manifest.getBytes(UTF_8)), ManifestPut.top());
        return ref;
    }

    @Test
    @DisplayName("EX-3: an OCI artifact manifest is exported with its blobs and has no manifest.json")
    void exportsArtifactManifests() throws IOException {
        StoredImage image = StoredImage.of("app", "l1").pushBlobs(scheme, layout());
        Descriptor layer = image.manifest().layers().getFirst();
        Ref ref = put(
                "artifact",
                MediaType.OCI_ARTIFACT,
                "{\"mediaType\":\"" + MediaType.OCI_ARTIFACT + "\",\"artifactType\":\"x/y\",\"blobs\":[{"
                        + "\"mediaType\":\"text/plain\",\"digest\":\""
                        + layer.digest().orElseThrow()
                        + "\",\"size\":" + layer.size() + "}]}");

        assertThat(names(ref))
                .containsExactly(
                        "oci-layout",
                        "index.json",
                        "blobs",
                        "blobs/sha256",
                        path(scheme.getManifest(ref).digest()),
                        path(layer.digest().orElseThrow()));
    }

    @Test
    @DisplayName("EX-3: a schema 1 image cannot be exported, and nothing is written")
    void refusesSchemaOne() throws IOException {
        Ref ref = put(
                "old",
                MediaType.DOCKER_SCHEMA1,
                "{\"schemaVersion\":1,\"name\":\"app\",\"tag\":\"v1\",\"architecture\":\"amd64\","
                        + "\"fsLayers\":[],\"history\":[]}");

        RegistryException e = failure(ref);

        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(e).hasMessageContaining("has no config");
    }

    @Test
    @DisplayName("EX-4: a blob of another size than its descriptor says, and a changed one, are failures")
    void verifiesBlobs() throws IOException {
        StoredImage image = StoredImage.of("app", "l1").push(scheme, layout().withTag("v1"));
        Digest layer = image.manifest().layers().getFirst().digest().orElseThrow();
        Path file = directory.resolve(path(layer));
        byte[] content = Files.readAllBytes(file);

        Files.write(file, new byte[content.length - 1]);
        assertThat(failure(layout().withTag("v1")).is(ErrorKind.SHORT_READ)).isTrue();
        Files.write(file, new byte[content.length + 1]);
        assertThat(failure(layout().withTag("v1")).kind()).isIn(ErrorKind.SIZE_LIMIT_EXCEEDED, ErrorKind.MISMATCH);
        Files.write(file, new byte[content.length]);
        assertThat(failure(layout().withTag("v1")).is(ErrorKind.DIGEST_MISMATCH))
                .isTrue();
    }

    @Test
    @DisplayName("EX-2, OJ-1: indexes are followed 32 levels deep, 33 levels are refused; shared ones are written once")
    void limitsDepth() throws IOException {
        Descriptor below =
                StoredImage.of("app", "l1").pushChild(scheme, layout()).descriptor();
        for (int level = 1; level <= 33; level++) {
            IndexManifest index = IndexManifest.of(
                    MediaType.OCI_INDEX, List.of(below, below.withAnnotations(Map.of("again", "yes"))));
            scheme.putManifest(layout().withTag("level" + level), index, ManifestPut.top());
            below = index.descriptor();
        }

        assertThat(names(layout().withTag("level32"))).hasSize(4 + 32 + 1 + 2);
        assertThat(failure(layout().withTag("level33")).kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}
