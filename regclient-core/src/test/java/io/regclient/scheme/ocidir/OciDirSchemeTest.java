// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OciDirSchemeTest extends LayoutSetup {
    private static final String EMPTY_INDEX = "{\"schemaVersion\":2,\"manifests\":[]}";

    @Test
    @DisplayName("OL-4: the files of a layout with one tag, byte for byte")
    void writesCompactFiles() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));

        Descriptor d = image.descriptor();
        assertThat(layout.index())
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                        + "\"manifests\":[{\"mediaType\":\"" + d.mediaType() + "\",\"digest\":\""
                        + image.manifest().digest() + "\",\"size\":" + d.size()
                        + ",\"annotations\":{\"org.opencontainers.image.created\":\"2026-11-21T12:00:00Z\","
                        + "\"org.opencontainers.image.ref.name\":\"v1\"}}]}");
        assertThat(Files.readString(layout.path().resolve("oci-layout")))
                .isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(layout.files()).hasSize(4).allMatch(f -> f.startsWith("blobs/sha256/") || !f.contains("/"));
    }

    @ParameterizedTest
    @DisplayName("OL-12: a head that must succeed tells what is missing; whether there is one is answered with no")
    @CsvSource(
            delimiter = '|',
            value = {
                "oci-layout|v1|oci-layout cannot be open",
                "index.json|v1|index.json cannot be open",
                "''|v9|could not find entry in index.json: ocidir://.*:v9",
                "''|''|could not find entry in index.json: ocidir://.*:latest",
                "blob|v1|file not found: .*/blobs/sha256/"
            })
    void headTellsWhatIsMissing(String removed, String tag, String expected) throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        if (!removed.isEmpty()) {
            Files.delete(layout.path()
                    .resolve(
                            removed.equals("blob")
                                    ? "blobs/sha256/"
                                            + image.manifest().digest().hex()
                                    : removed));
        }
        Ref ref = tag.isEmpty() ? layout.tag("v1").withoutVersion() : layout.tag(tag);

        RegistryException e = catchThrowableOfType(RegistryException.class, () -> scheme.requireManifest(ref));
        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(e.getMessage()).containsPattern(expected);
        assertThat(scheme.headManifest(ref)).isEmpty();
    }

    @Test
    @DisplayName("24.H 116, OL-6: put v1, v1 again, v1 with another digest: one entry; equal digest keeps its time")
    void keepsOneEntryPerTag() throws IOException {
        StoredImage one = StoredImage.of("one").push(scheme, layout.tag("v1"));
        String first = layout.index();
        OciDirScheme later = LayoutFixture.scheme()
                .clock(() -> LayoutFixture.NOW.plusSeconds(60))
                .build();

        later.putManifest(layout.tag("v1"), one.manifest(), ManifestPut.top());
        assertThat(layout.index()).isEqualTo(first);

        StoredImage two = StoredImage.of("two").push(later, layout.tag("v1"));
        assertThat(layout.digests()).containsExactly(two.manifest().digest());
        assertThat(layout.index()).contains("2026-11-21T12:01:00Z");
    }

    @Test
    @DisplayName("OL-6: a replaced tag keeps its place and further entries of the tag are removed")
    void removesDuplicateTags() throws IOException {
        StoredImage one = StoredImage.of("one").push(scheme, layout.tag("a"));
        StoredImage two = StoredImage.of("two").push(scheme, layout.tag("b"));
        LayoutIndex index = layout.entries();
        Descriptor duplicate = index.entries().getFirst();
        Files.write(
                layout.path().resolve("index.json"),
                index.withEntry(duplicate).withEntry(duplicate).toBytes());

        scheme.putManifest(layout.tag("a"), two.manifest(), ManifestPut.top());

        assertThat(layout.names()).containsExactly("a", "b");
        assertThat(layout.digests())
                .containsOnly(two.manifest().digest())
                .doesNotContain(one.manifest().digest());
    }

    @Test
    @DisplayName("OL-6, OL-7: a put by digest makes one entry without tag, which a later tag leaves in place")
    void keepsOneUntaggedEntryPerDigest() throws IOException {
        StoredImage image = StoredImage.of("one").pushBlobs(scheme, layout.ref());
        Ref byDigest = layout.ref().withDigest(image.manifest().digest());

        scheme.putManifest(byDigest, image.manifest(), ManifestPut.top());
        scheme.putManifest(byDigest, image.manifest(), ManifestPut.top());
        scheme.putManifest(layout.tag("v1"), image.manifest(), ManifestPut.top());

        assertThat(layout.names()).containsExactly("", "v1");
    }

    @Test
    @DisplayName("OL-6: children of an index make no entry")
    void listsNoChildren() throws IOException {
        StoredImage image = StoredImage.of("child").pushChild(scheme, layout.ref());

        assertThat(layout.names()).isEmpty();
        assertThat(scheme.headManifest(layout.ref().withDigest(image.manifest().digest())))
                .isPresent();
    }

    @Test
    @DisplayName("OL-5: no tag and no digest mean latest")
    void meansLatestWithoutTag() throws IOException {
        StoredImage.of("one").push(scheme, layout.ref());

        assertThat(layout.names()).containsExactly("latest");
        assertThat(scheme.headManifest(layout.ref())).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"3", "alpine:3", "docker.io/library/alpine:3"})
    @DisplayName("OL-5, OL-15, OL-16: a tag is found, listed and deleted by exact name and by the end of a full name")
    void findsTagsByFullNames(String name) throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("other"));
        Descriptor entry = image.descriptor().withAnnotations(Map.of(LayoutIndex.REF_NAME, name));
        Files.write(
                layout.path().resolve("index.json"),
                layout.entries().withEntry(entry).toBytes());

        assertThat(scheme.getManifest(layout.tag("3")).digest())
                .isEqualTo(image.manifest().digest());
        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).containsExactly("3", "other");

        scheme.deleteTag(layout.tag("3"));
        assertThat(layout.names()).containsExactly("other");
    }

    @Test
    @DisplayName("OL-5: the exact name wins over the end of a full name")
    void prefersExactTags() throws IOException {
        StoredImage one = StoredImage.of("one").push(scheme, layout.tag("x"));
        StoredImage two = StoredImage.of("two").push(scheme, layout.tag("3"));
        Descriptor full = one.descriptor().withAnnotations(Map.of(LayoutIndex.REF_NAME, "docker.io/library/a:3"));
        List<Descriptor> entries = List.of(full, layout.entries().findTag("3").orElseThrow());
        LayoutIndex index = layout.entries();
        Files.write(
                layout.path().resolve("index.json"),
                new LayoutIndex(entries, index.annotations(), "", index.subject()).toBytes());

        assertThat(scheme.getManifest(layout.tag("3")).digest())
                .isEqualTo(two.manifest().digest());
    }

    @Test
    @DisplayName("OL-15: two adjacent duplicates of a tag are both deleted")
    void deletesAdjacentDuplicates() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("a"));
        LayoutIndex index = layout.entries();
        Files.write(
                layout.path().resolve("index.json"),
                index.withEntry(index.entries().getFirst()).toBytes());

        scheme.deleteTag(layout.tag("a"));

        assertThat(layout.names()).isEmpty();
    }

    @Test
    @DisplayName("OL-1: a layout of another version is refused for reading and writing, unchanged")
    void refusesOtherVersions() throws IOException {
        layout.write("1.1.0", EMPTY_INDEX);

        assertThat(failure(() -> scheme.getManifest(layout.tag("a"))).kind()).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(failure(() -> StoredImage.of("one").push(scheme, layout.tag("a")))
                        .kind())
                .isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(layout.files()).containsExactly("index.json", "oci-layout");
        assertThat(layout.index()).isEqualTo(EMPTY_INDEX);
    }

    @Test
    @DisplayName("OL-1: an existing index without media type and without blobs directory can be read")
    void readsAMinimalLayout() throws IOException {
        layout.write("1.0.0", EMPTY_INDEX);

        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).isEmpty();
        assertThat(scheme.headManifest(layout.tag("a"))).isEmpty();
    }

    @Test
    @DisplayName("regctl 12.1: a directory that is no layout is absent to a head, and named by a get")
    void reportsAMissingLayout() throws IOException {
        assertThat(scheme.headManifest(layout.tag("a"))).isEmpty();
        RegistryException e = failure(() -> scheme.getManifest(layout.tag("a")));

        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(e)
                .hasMessage(
                        "oci-layout cannot be open: open " + layout.path() + "/oci-layout: no such file or directory");
        assertThat(layout.path()).doesNotExist();
    }

    @Test
    @DisplayName("regctl 12.1: a missing tag is named with the whole reference")
    void reportsAMissingTag() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("a"));

        assertThat(failure(() -> scheme.getManifest(layout.tag("b"))))
                .hasMessage("could not find entry in index.json: " + layout.tag("b"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"{\"schemaVersion\":2,\"manifests\":[", "", "[]", "{\"manifests\":17}"})
    @DisplayName("24.H 118, OL-8: a damaged index.json is an error for every write and stays as it is")
    void refusesToReplaceADamagedIndex(String damaged) throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("a"));
        Files.writeString(layout.path().resolve("index.json"), damaged);
        List<String> files = layout.files();

        failure(() -> scheme.putManifest(layout.tag("b"), image.manifest(), ManifestPut.top()));
        failure(() -> scheme.headManifest(layout.tag("b")));
        failure(() -> scheme.deleteTag(layout.tag("a")));
        failure(() -> scheme.finish(layout.ref()));

        assertThat(layout.index()).isEqualTo(damaged);
        assertThat(layout.files()).isEqualTo(files);
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"index.json", "oci-layout"})
    @DisplayName("OL-8: a layout that lacks one of its two files is not taken for a new one")
    void refusesHalfALayout(String missing) throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("a"));
        Files.delete(layout.path().resolve(missing));

        assertThat(failure(() -> scheme.putManifest(layout.tag("b"), image.manifest(), ManifestPut.top()))
                        .kind())
                .isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(layout.path().resolve(missing)).doesNotExist();
    }

    @Test
    @DisplayName("24.H 119, OL-11: a digest with path characters is refused")
    void refusesDigestsThatLeaveTheDirectory() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "not for you");
        layout.write(
                "1.0.0",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"digest\":\"sha256:../../../secret\",\"size\":11,"
                        + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"a\"}}]}");

        failure(() -> scheme.getManifest(layout.tag("a")));
        failure(() -> scheme.headManifest(layout.ref().withDigest("sha256:../../../secret")));

        assertThat(secret).hasContent("not for you");
    }

    @Test
    @DisplayName("24.H 121, OL-10: a put under a sha512 digest is stored and listed under it")
    void storesUnderTheDigestOfTheReference() throws IOException {
        StoredImage image = StoredImage.of("one").pushBlobs(scheme, layout.ref());
        Digest digest = DigestAlgorithm.SHA512.digest(image.manifest().raw());

        scheme.putManifest(layout.ref().withDigest(digest), image.manifest(), ManifestPut.top());

        assertThat(layout.has(digest)).isTrue();
        assertThat(layout.digests()).containsExactly(digest);
        assertThat(scheme.getManifest(layout.ref().withDigest(digest)).digest()).isEqualTo(digest);
    }

    @Test
    @DisplayName("OL-12: a truncated, an enlarged and a changed manifest are not returned")
    void verifiesManifestFiles() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("a"));
        Path file = layout.blob(image.manifest().digest());
        String text = Files.readString(file);

        Files.writeString(file, text + " ");
        assertThat(failure(() -> scheme.getManifest(layout.tag("a"))).kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        Files.writeString(file, text.substring(1));
        assertThat(failure(() -> scheme.getManifest(layout.tag("a"))).kind()).isEqualTo(ErrorKind.DIGEST_MISMATCH);
        Files.writeString(file, text.replace("schemaVersion", "schemaversion"));
        assertThat(failure(() -> scheme.getManifest(layout.tag("a"))).kind()).isEqualTo(ErrorKind.DIGEST_MISMATCH);
    }

    @Test
    @DisplayName("OL-12: a manifest above 8 MiB is refused")
    void limitsTheSizeOfManifests() throws IOException {
        byte[] huge = new byte[Manifest.MAX_PULL_BYTES + 1];
        Descriptor blob = Descriptor.ofContent("", huge);
        scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(huge));

        RegistryException e = failure(
                () -> scheme.getManifest(layout.ref().withDigest(blob.digest().orElseThrow())));

        assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"index.json, 25165825", "oci-layout, 65537"})
    @DisplayName("OL-1, OL-8: an index.json above 24 MiB and an oci-layout above 64 KiB are refused, and stay")
    void limitsTheSizeOfTheIndex(String name, long size) throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("a"));
        Path file = layout.path().resolve(name);
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
        }

        RegistryException unread = failure(() -> scheme.getManifest(layout.tag("a")));
        assertThat(unread.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(unread)
                .hasMessage(name + " of " + layout.ref() + " is larger than the limit of " + (size - 1) + " bytes");
        assertThat(failure(() -> scheme.putManifest(layout.tag("b"), image.manifest(), ManifestPut.top()))
                        .kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(Files.size(file)).isEqualTo(size);
    }

    @Test
    @DisplayName("OL-12, OL-5: a digest the index does not list is found by its file; the media type comes from it")
    void findsUnlistedManifests() throws IOException {
        StoredImage image = StoredImage.of("one", "a").pushChild(scheme, layout.ref());
        Ref ref = layout.ref().withDigest(image.manifest().digest());

        assertThat(scheme.headManifest(ref).orElseThrow().descriptor()).isEqualTo(image.descriptor());
    }

    @Test
    @DisplayName("OL-13: a blob file of another size is not the blob")
    void ignoresTruncatedBlobs() throws IOException {
        byte[] content = "twelve bytes".getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.ofContent("", content);
        scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(content));
        Files.writeString(layout.blob(blob.digest().orElseThrow()), "twelve");

        assertThat(scheme.headBlob(layout.ref(), blob)).isEmpty();
    }

    @Test
    @DisplayName("OL-6: SOURCE_DATE_EPOCH, or the spelling without H, pins the time of entries")
    void pinsTheCreationTime() throws IOException {
        for (String name : List.of("SOURCE_DATE_EPOCH", "SOURCE_DATE_EPOC")) {
            OciDirScheme pinned = LayoutFixture.scheme()
                    .environment(Map.of(name, "1000000000"))
                    .build();
            StoredImage.of(name).push(pinned, layout.tag(name));
            assertThat(layout.entries().findTag(name).orElseThrow().annotations())
                    .containsEntry(OciDirScheme.CREATED, "2001-09-09T01:46:40Z");
        }
    }

    @Test
    @DisplayName("OL-6: a pinned time that is not a number of seconds is ignored")
    void ignoresAnUnusablePinnedTime() throws IOException {
        OciDirScheme pinned = LayoutFixture.scheme()
                .environment(Map.of("SOURCE_DATE_EPOCH", "yesterday"))
                .build();
        StoredImage.of("one").push(pinned, layout.tag("a"));

        assertThat(layout.index()).contains("2026-11-21T12:00:00Z");
    }

    @Test
    @DisplayName("OL-17: the referrers list is an index under the fallback tag, and the tag is listed")
    void keepsReferrersUnderTheFallbackTag() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        StoredImage.referrer("sig", "example/sig", image.descriptor()).pushChild(scheme, layout.ref());
        String tag = ReferrerTag.of(image.manifest().digest());

        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).containsExactlyInAnyOrder("v1", tag);
        assertThat(scheme.listReferrers(layout.ref().withDigest(image.manifest().digest()), ReferrerQuery.ALL)
                        .fallbackTags())
                .containsExactly(tag);
    }

    @Test
    @DisplayName("24.H 123, OL-17: slow search finds referrers that no fallback tag lists")
    void searchesSubjectsOfTheIndex() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        StoredImage sig =
                StoredImage.referrer("sig", "example/sig", image.descriptor()).push(scheme, layout.tag("signature"));
        scheme.deleteTag(layout.tag(ReferrerTag.of(image.manifest().digest())));
        Ref subject = layout.ref().withDigest(image.manifest().digest());
        ReferrerQuery slow = new ReferrerQuery(
                ReferrerQuery.ALL.artifactType(), Map.of(), ReferrerQuery.ALL.sortAnnotation(), false, true);

        assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                .isEmpty();
        assertThat(scheme.listReferrers(subject, slow).descriptors())
                .extracting(d -> d.digest().orElseThrow())
                .containsExactly(sig.manifest().digest());
    }

    @Test
    @DisplayName("SP-1: a fallback tag that holds an image means no referrers on read and is an error on write")
    void refusesToReplaceAForeignFallbackTag() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        StoredImage other = StoredImage.of("other")
                .push(scheme, layout.tag(ReferrerTag.of(image.manifest().digest())));
        Ref subject = layout.ref().withDigest(image.manifest().digest());

        assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                .isEmpty();
        StoredImage sig = StoredImage.referrer("sig", "t", image.descriptor());
        assertThat(failure(() -> sig.pushChild(scheme, layout.ref())).kind())
                .isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(layout.digests()).contains(other.manifest().digest());
    }

    @Test
    @DisplayName("OL-14: deleting a manifest whose file is missing is an error")
    void refusesToDeleteAMissingManifest() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        Files.delete(layout.blob(image.manifest().digest()));

        RegistryException e = failure(() ->
                scheme.deleteManifest(layout.ref().withDigest(image.manifest().digest()), ManifestDelete.plain()));

        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    @DisplayName("TG-10: a ping needs a directory")
    void pingsADirectory() throws IOException {
        assertThat(failure(() -> scheme.ping(layout.ref())).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        Files.createDirectories(layout.path());
        assertThat(scheme.ping(layout.ref()).headers()).isEmpty();
        Path file = Files.writeString(root.resolve("file"), "x");
        assertThat(failure(() -> scheme.ping(Ref.parse("ocidir://" + file))).kind())
                .isEqualTo(ErrorKind.LOCAL_IO);
    }

    @Test
    @DisplayName("REF-7: relative paths start from the working directory")
    void resolvesRelativePaths() throws IOException {
        OciDirScheme elsewhere = LayoutFixture.scheme().workingDirectory(root).build();

        StoredImage.of("one").push(elsewhere, Ref.parse("ocidir://sub/dir:v1"));

        assertThat(root.resolve("sub/dir/index.json")).exists();
    }

    private static RegistryException failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
        return e;
    }
}
