// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.RawTar;
import io.regclient.archive.TarHeader;
import io.regclient.archive.TarRewriter;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits of files in the layers of images in a registry: contract section 17, phase F. */
class FileEditsTest extends ModSetup {
    private static final long OLD = 1_600_000_000;
    private static final OffsetDateTime NEW = OffsetDateTime.parse("2021-01-01T00:00:00Z");
    private static final long NEW_SECONDS = NEW.toEpochSecond();

    @AfterEach
    void leavesNoTemporaryFiles() throws IOException {
        assertThat(fixture.temporaryFiles()).as("MO-14: files left").isEmpty();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = Compression.GZIP.compress(out)) {
            encoder.write(content);
        }
        return out.toByteArray();
    }

    private Descriptor push(String name, String mediaType, byte[] content) throws IOException {
        Descriptor blob = Descriptor.ofContent(mediaType, content);
        fixture.client.blobs().put(fixture.ref(name), blob, BlobSource.ofBytes(content));
        return blob;
    }

    /** Pushes an image of uncompressed archives. */
    private void image(String name, String labels, byte[]... archives) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        List<String> history = new ArrayList<>();
        for (byte[] archive : archives) {
            layers.add(push(name, MediaType.OCI_LAYER_GZIP, gzip(archive)));
            diffIds.add("\"" + Digest.sha256(archive) + "\"");
            history.add("{\"created_by\":\"step " + layers.size() + "\"}");
        }
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":" + labels
                + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]},\"history\":["
                + String.join(",", history) + "]}";
        Descriptor described = push(name, MediaType.OCI_CONFIG, config.getBytes(StandardCharsets.UTF_8));
        String listed = layers.stream().map(FileEditsTest::json).collect(Collectors.joining(","));
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":"
                + json(described) + ",\"layers\":[" + listed + "]}";
        Manifest parsed =
                Manifest.parse(MediaType.OCI_MANIFEST, Optional.empty(), manifest.getBytes(StandardCharsets.UTF_8));
        fixture.client.manifests().put(fixture.ref(name), parsed, ManifestPut.top());
        fixture.registry.requests().clear();
    }

    private static String json(Descriptor blob) {
        return "{\"mediaType\":\"" + blob.mediaType() + "\",\"digest\":\""
                + blob.digest().orElseThrow() + "\",\"size\":" + blob.size() + "}";
    }

    private void image(byte[]... archives) throws IOException {
        image("app:v1", "{}", archives);
    }

    /** The uncompressed layers of an image; its diff ids must be theirs. */
    private List<byte[]> layers(Ref image) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        for (Descriptor layer : ((ImageManifest) fixture.manifest(image)).layers()) {
            try (InputStream in = Compression.decompress(new ByteArrayInputStream(fixture.blob(image, layer)))) {
                contents.add(in.readAllBytes());
                diffIds.add(Digest.sha256(contents.getLast()));
            }
        }
        assertThat(fixture.config(image).rootFs().diffIds()).isEqualTo(diffIds);
        return contents;
    }

    private static List<TarHeader> headers(byte[] tar) throws IOException {
        List<TarHeader> headers = new ArrayList<>();
        TarRewriter reader =
                new TarRewriter(new ByteArrayInputStream(tar), OutputStream.nullOutputStream(), ArchiveLimits.DEFAULT);
        for (Optional<TarHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
            headers.add(next.get());
        }
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/conf", "/etc/conf", "./etc//conf/"})
    @DisplayName("layerStripFile: the entry and all below it, no whiteouts, no names that only begin the same")
    void stripsFiles(String path) throws IOException {
        RawTar.Header hardLink = RawTar.of("hard", '1').text(157, "etc/conf/sub/file");
        byte[] layer = new RawTar()
                .entry(RawTar.of("./etc/conf/", '5'))
                .entry(RawTar.file("etc/conf/sub/file"), "1")
                .entry(RawTar.file("etc/conf2"), "2")
                .entry(RawTar.file("etc/.wh.conf"))
                .entry(RawTar.file("usr/etc/conf"), "3")
                .entry(hardLink)
                .build();
        image(layer);

        Ref result = fixture.modify("app:v1", FileEdits.layerStripFile(path));

        assertThat(layers(result))
                .containsExactly(new RawTar()
                        .entry(RawTar.file("etc/conf2"), "2")
                        .entry(RawTar.file("etc/.wh.conf"))
                        .entry(RawTar.file("usr/etc/conf"), "3")
                        .entry(hardLink)
                        .build());
    }

    @Test
    @DisplayName("24.I 144, MO-4: stripping the only file of a layer removes layer, diff id and history entry")
    void dropsEmptyLayers() throws IOException {
        byte[] kept = new RawTar().entry(RawTar.file("a"), "1").build();
        image(kept, new RawTar().entry(RawTar.file("b"), "2").build());

        Ref result = fixture.modify("app:v1", FileEdits.layerStripFile("b"));

        assertThat(layers(result)).containsExactly(kept);
        assertThat(fixture.config(result).history())
                .singleElement()
                .satisfies(step -> assertThat(step.createdBy()).isEqualTo("step 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/.."})
    void refusesToStripEverything(String path) throws IOException {
        image(new RawTar().entry(RawTar.file("a"), "1").build());

        RegistryException e = fixture.failure("app:v1", FileEdits.layerStripFile(path));

        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("layerReproducible: only names of users and groups; a layer without any keeps its blob")
    void clearsOwners() throws IOException {
        byte[] nameless =
                new RawTar().entry(RawTar.file("a").octal(108, 8, 7), "1").build();
        byte[] named = new RawTar()
                .entry(RawTar.file("b").octal(108, 8, 7).owner("root", "wheel"), "2")
                .build();
        image(nameless, named);
        Descriptor first = fixture.manifest(fixture.ref("app:v1")).layers().getFirst();

        Ref result = fixture.modify("app:v1", FileEdits.layerReproducible());

        assertThat(layers(result))
                .containsExactly(
                        nameless,
                        new RawTar()
                                .entry(RawTar.file("b").octal(108, 8, 7), "2")
                                .build());
        assertThat(fixture.manifest(result).layers()).startsWith(first);
        assertThat(fixture.count("POST", "/blobs/uploads/")).isEqualTo(2); // layer and config
    }

    private static byte[] timed(long first, long second) {
        return new RawTar()
                .entry(RawTar.file("a").modified(first), "1")
                .pax("atime=5.5", "ctime=6")
                .entry(RawTar.file("b").modified(second), "2")
                .build();
    }

    @Test
    @DisplayName("MO-12: all times an entry has, also 1970; no time is added")
    void setsTimes() throws IOException {
        image(timed(OLD, 0));

        Ref result = fixture.modify("app:v1", FileEdits.layerTimestamp(TimeChange.to(NEW)));

        assertThat(layers(result))
                .containsExactly(new RawTar()
                        .entry(RawTar.file("a").modified(NEW_SECONDS), "1")
                        .pax("atime=" + NEW_SECONDS, "ctime=" + NEW_SECONDS)
                        .entry(RawTar.file("b").modified(NEW_SECONDS), "2")
                        .build());
    }

    @Test
    @DisplayName("MO-12: later times only; when there are none nothing is written")
    void limitsTimes() throws IOException {
        image(timed(OLD, NEW_SECONDS + 1));

        Ref result = fixture.modify("app:v1", FileEdits.layerTimestamp(TimeChange.max(NEW)));

        assertThat(layers(result)).containsExactly(timed(OLD, NEW_SECONDS));
        fixture.registry.requests().clear();
        Ref again = fixture.client
                .images()
                .modify(result, Optional.empty(), List.of(FileEdits.layerTimestamp(TimeChange.max(NEW))));
        assertThat(again).isEqualTo(result);
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("MO-12: base layers keep their times, by number or because the base image has them")
    void sparesBaseLayers() throws IOException {
        byte[] base = timed(OLD, OLD);
        byte[] own = new RawTar().entry(RawTar.file("c").modified(OLD), "3").build();
        byte[] ownChanged =
                new RawTar().entry(RawTar.file("c").modified(NEW_SECONDS), "3").build();
        image("base:v1", "{}", base);
        image("app:v1", "{}", base, own);
        TimeChange change = TimeChange.to(NEW);

        Ref counted = fixture.modify("app:v1", FileEdits.layerTimestamp(change.withBaseLayers(1)));
        Ref named = fixture.modify("app:v1", FileEdits.layerTimestamp(change.withBaseRef(fixture.ref("base:v1"))));

        assertThat(layers(counted)).containsExactly(base, ownChanged);
        assertThat(layers(named)).containsExactly(base, ownChanged);
        assertThat(named).isEqualTo(counted);
    }

    @Test
    @DisplayName("24.I 148, MO-12: the time comes from a label")
    void takesTheTimeOfALabel() throws IOException {
        image("app:v1", "{\"built\":\"2021-01-01T00:00:00Z\"}", timed(OLD, OLD));

        Ref result = fixture.modify("app:v1", FileEdits.layerTimestamp(TimeChange.fromLabel("built")));

        assertThat(headers(layers(result).getFirst()).getFirst().modified()).isEqualTo(NEW.toInstant());
        assertThat(fixture.failure("app:v1", FileEdits.layerTimestamp(TimeChange.fromLabel("other")))
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    private static byte[] outer(byte[] inner) {
        return new RawTar()
                .entry(RawTar.file("before").modified(OLD), "1")
                .entry(RawTar.file("opt/inner.tar").modified(OLD).size(inner.length))
                .padded(inner, (byte) 0)
                .entry(RawTar.file("after").modified(OLD), "2")
                .build();
    }

    @Test
    @DisplayName("fileTarTime: times in an archive that is a file, whose own time stays")
    void setsTimesInArchives() throws IOException {
        byte[] inner = new RawTar().raw(timed(OLD, OLD)).raw(new byte[10240]).unfinished();
        image(outer(inner));

        Ref result = fixture.modify("app:v1", FileEdits.fileTarTime("/opt/inner.tar", TimeChange.to(NEW)));

        byte[] changed = new RawTar()
                .entry(RawTar.file("a").modified(NEW_SECONDS), "1")
                .pax("atime=" + NEW_SECONDS, "ctime=" + NEW_SECONDS)
                .entry(RawTar.file("b").modified(NEW_SECONDS), "2")
                .build();
        assertThat(layers(result)).containsExactly(outer(changed));
    }

    @Test
    @DisplayName("fileTarTime: steps follow each other, also with other edits")
    void combinesEdits() throws IOException {
        image(outer(timed(OLD, OLD)));
        OffsetDateTime later = OffsetDateTime.parse("2022-01-01T00:00:00Z");

        Ref result = fixture.modify(
                "app:v1",
                FileEdits.fileTarTime("opt/inner.tar", TimeChange.to(later)),
                FileEdits.layerStripFile("before"),
                FileEdits.fileTarTime("opt/inner.tar", TimeChange.max(NEW)),
                FileEdits.fileTarTime("opt/inner.tar", TimeChange.max(later)),
                FileEdits.layerTimestamp(TimeChange.to(later)));

        List<TarHeader> headers = headers(layers(result).getFirst());
        assertThat(headers).extracting(TarHeader::name).containsExactly("opt/inner.tar", "after");
        assertThat(headers.getFirst().modified()).isEqualTo(later.toInstant());
        Ref direct = fixture.modify(
                "app:v1",
                FileEdits.layerStripFile("before"),
                FileEdits.fileTarTime("opt/inner.tar", TimeChange.to(NEW)),
                FileEdits.layerTimestamp(TimeChange.to(later)));
        assertThat(direct).isEqualTo(result);
    }

    @Test
    @DisplayName("fileTarTime: nothing is written when the times are right, or there is no such file")
    void leavesRightTimesAlone() throws IOException {
        image(outer(timed(NEW_SECONDS, NEW_SECONDS)));
        ImageEdit limit = FileEdits.fileTarTime("opt/inner.tar", TimeChange.max(NEW));

        fixture.modify("app:v1", limit, limit);
        fixture.modify("app:v1", FileEdits.fileTarTime("opt", TimeChange.to(NEW)));

        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("fileTarTime: a file that is no archive is a failure that names it")
    void refusesOtherFiles() throws IOException {
        image(outer("no tar archive".repeat(99).getBytes(StandardCharsets.UTF_8)));

        RegistryException e = fixture.failure("app:v1", FileEdits.fileTarTime("opt/inner.tar", TimeChange.to(NEW)));

        assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(e).hasMessageContaining("file opt/inner.tar: tar archive is damaged");
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    void refusesSparseFiles() throws IOException {
        image(new RawTar().pax("GNU.sparse.name=s").entry(RawTar.file("x"), "").build());

        RegistryException e = fixture.failure("app:v1", FileEdits.fileTarTime("s", TimeChange.to(NEW)));

        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
    }
}
