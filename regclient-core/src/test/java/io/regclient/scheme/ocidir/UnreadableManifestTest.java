// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests that are there and cannot be read: what they name is not known, so it is not taken for garbage. */
class UnreadableManifestTest extends LayoutSetup {
    private static final String TYPE = MediaType.OCI_MANIFEST;
    private static final byte[] LAYER = "named by the manifest".getBytes(StandardCharsets.UTF_8);
    private static final byte[] GARBAGE = "named by nothing".getBytes(StandardCharsets.UTF_8);
    private static final String GOOD =
            "{\"mediaType\":\"" + MediaType.OCI_LAYER + "\",\"digest\":\"" + Digest.sha256(LAYER) + "\",\"size\":21}";

    /**
     * A manifest.
     *
     * @param listed media type the index says
     */
    record Unreadable(String name, String listed, String content) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String manifest(String type, String more, String layer) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\"" + more + ",\"layers\":[" + GOOD + layer + "]}";
    }

    private static String layer(String digest, String size) {
        return ",{\"mediaType\":\"" + MediaType.OCI_LAYER + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    static Stream<Unreadable> unreadable() {
        String digest = Digest.sha256(GARBAGE).toString();
        String unknown = "application/vnd.example.manifest.v9+json";
        return Stream.of(
                new Unreadable("blake3 layer", TYPE, manifest(TYPE, "", layer("blake3:" + "a".repeat(64), "1"))),
                new Unreadable("size -1", TYPE, manifest(TYPE, "", layer(digest, "-1"))),
                new Unreadable("size as text", TYPE, manifest(TYPE, "", layer(digest, "\"16\""))),
                new Unreadable("numeric annotation", TYPE, manifest(TYPE, ",\"annotations\":{\"a\":1}", "")),
                new Unreadable("over 8 MiB", TYPE, manifest(TYPE, " ".repeat(Manifest.MAX_PULL_BYTES), "")),
                new Unreadable("over 8 MiB, no type", "", manifest(TYPE, " ".repeat(Manifest.MAX_PULL_BYTES), "")),
                new Unreadable("unknown type", unknown, manifest(unknown, "", "")),
                new Unreadable("other type than listed", MediaType.OCI_INDEX, manifest(TYPE, "", "")),
                new Unreadable("no JSON", TYPE, manifest(TYPE, "", "").substring(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    @DisplayName("OL-18: nothing is removed while the index lists a manifest that cannot be read")
    void removesNothing(Unreadable bad) throws IOException {
        Descriptor entry = store(bad);
        write(entry.withAnnotations(Map.of(LayoutIndex.REF_NAME, "bad")));

        assertNothingIsRemoved(entry);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    @DisplayName("OL-18: nor while an index in the index does")
    void removesNothingBelow(Unreadable bad) throws IOException {
        Descriptor child = store(bad);
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(child));
        old(layout.blob(index.digest()), index.raw());
        write(index.descriptor());

        assertNothingIsRemoved(child);
    }

    @Test
    @DisplayName("OL-18: nor while the bytes of a manifest are not those of its digest")
    void removesNothingBesideADamagedManifest() throws IOException {
        StoredImage image = StoredImage.of("one", "a").push(scheme, layout.tag("v1"));
        Files.writeString(layout.blob(image.manifest().digest()), "");

        assertNothingIsRemoved(image.descriptor());
        assertThat(image.blobs().keySet()).allMatch(layout::has);
    }

    @Test
    @DisplayName("MF-12, OL-18: a manifest that only its descriptor holds keeps what it names")
    void followsEmbeddedManifests() throws IOException {
        StoredImage image = StoredImage.of("one", "a").pushBlobs(scheme, layout.ref());
        Descriptor embedded =
                image.descriptor().withData(Optional.of(image.manifest().raw()));
        write(embedded);

        collect();

        assertThat(image.blobs().keySet()).allMatch(layout::has);
    }

    @ParameterizedTest
    @CsvSource({"application/vnd.example.disk, not JSON", "application/vnd.in-toto+json, '{\"a\":1}'"})
    @DisplayName("IC-7, OL-18: a blob of a type of its own is no doubt where a blob belongs, nor where it is no JSON")
    void takesBlobsForBlobs(String type, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.ofContent(type, bytes);
        old(layout.blob(Digest.sha256(bytes)), bytes);
        String text = manifest(TYPE, ",\"config\":" + json(blob), "," + json(blob));
        Descriptor entry = store(new Unreadable("", TYPE, text));
        write(content.startsWith("{") ? new Descriptor[] {entry} : new Descriptor[] {entry, blob});
        Path garbage = old(layout.blob(Digest.sha256(GARBAGE)), GARBAGE);

        collect();

        assertThat(garbage).doesNotExist();
        assertThat(layout.has(blob)).isTrue();
    }

    @Test
    @DisplayName("SP-1, OL-17: a referrers list that cannot be read is a failure, not an empty list")
    void readsNoReferrersFromADamagedList() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        StoredImage.referrer("sig", "t", image.descriptor()).pushChild(scheme, layout.ref());
        String tag = ReferrerTag.of(image.manifest().digest());
        Digest list = layout.entries().findTag(tag).orElseThrow().digest().orElseThrow();
        Files.writeString(layout.blob(list), "{}");
        Ref subject = layout.ref().withDigest(image.manifest().digest());

        assertThatThrownBy(() -> scheme.listReferrers(subject, ReferrerQuery.ALL))
                .hasMessageContaining(tag)
                .hasMessageContaining("digest mismatch");

        Files.delete(layout.blob(list));
        assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                .as("a list that was not copied")
                .isEmpty();
    }

    private static String json(Descriptor blob) {
        return "{\"mediaType\":\"" + blob.mediaType() + "\",\"digest\":\""
                + blob.digest().orElseThrow() + "\",\"size\":" + blob.size() + "}";
    }

    private Descriptor store(Unreadable bad) throws IOException {
        byte[] content = bad.content().getBytes(StandardCharsets.UTF_8);
        old(layout.blob(Digest.sha256(content)), content);
        old(layout.blob(Digest.sha256(LAYER)), LAYER);
        return Descriptor.ofContent(bad.listed(), content);
    }

    private void assertNothingIsRemoved(Descriptor unreadable) throws IOException {
        old(layout.blob(Digest.sha256(LAYER)), LAYER);
        Path garbage = old(layout.blob(Digest.sha256(GARBAGE)), GARBAGE);

        collect();

        assertThat(layout.has(unreadable)).isTrue();
        assertThat(layout.has(Digest.sha256(LAYER))).as("what it names").isTrue();
        assertThat(garbage).exists();
    }

    /** Changes the layout and ends the work on it. */
    private void collect() throws IOException {
        StoredImage.of("other").push(scheme, layout.tag("other"));
        scheme.finish(layout.ref());
    }

    private void write(Descriptor... entries) throws IOException {
        layout.write("1.0.0", "");
        Files.write(
                layout.path().resolve("index.json"),
                new LayoutIndex(List.of(entries), Map.of(), "", Optional.empty()).toBytes());
    }

    private static Path old(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(LayoutFixture.NOW.minus(Duration.ofHours(1))));
    }
}
