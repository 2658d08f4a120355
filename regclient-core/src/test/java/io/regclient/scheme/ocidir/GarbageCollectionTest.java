// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.MediaType;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageCollectionTest extends LayoutSetup {
    private static final byte[] LOOSE = "referenced by nothing".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor LOOSE_BLOB = Descriptor.ofContent("", LOOSE);

    @Test
    @DisplayName("24.H 117, OL-7, OL-18: after a tag moved its old image is removed, everything reachable stays")
    void removesWhatNothingLeadsTo() throws IOException {
        StoredImage old = StoredImage.of("old", "shared", "old").push(scheme, layout.tag("v1"));
        StoredImage amd = StoredImage.of("amd", "shared").pushChild(scheme, layout.ref());
        StoredImage arm = StoredImage.of("arm", "arm").pushChild(scheme, layout.ref());
        StoredImage signature =
                StoredImage.referrer("sig", "t", amd.descriptor()).pushChild(scheme, layout.ref());
        IndexManifest index = StoredImage.index(amd, arm);
        scheme.putManifest(layout.tag("v1"), index, ManifestPut.top());

        scheme.finish(layout.ref());

        assertThat(layout.has(old.manifest().digest())).isFalse();
        assertThat(layout.has(old.manifest().layers().get(1))).isFalse();
        assertThat(old.manifest().layers().get(0)).matches(layout::has);
        for (StoredImage kept : new StoredImage[] {amd, arm, signature}) {
            assertThat(kept.blobs().keySet()).allMatch(layout::has);
            assertThat(layout.has(kept.manifest().digest())).isTrue();
        }
        assertThat(layout.has(index.digest())).isTrue();
    }

    @Test
    @DisplayName("OL-18: a blob pushed without manifest disappears when the work on the layout ends")
    void removesLooseBlobs() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        putLooseBlob();

        scheme.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isFalse();
    }

    @Test
    @DisplayName("OL-18: a layout that this object did not modify is left alone")
    void leavesUnmodifiedLayoutsAlone() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        putLooseBlob();
        OciDirScheme reader = LayoutFixture.scheme().build();
        reader.getManifest(layout.tag("v1"));

        reader.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isTrue();
    }

    @Test
    @DisplayName("OL-18: garbage collection can be switched off")
    void canBeSwitchedOff() throws IOException {
        OciDirScheme keeping = LayoutFixture.scheme().collectsGarbage(false).build();
        keeping.putBlob(layout.ref(), LOOSE_BLOB, BlobSource.ofBytes(LOOSE));

        keeping.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isTrue();
    }

    @Test
    @DisplayName("OL-7, OL-18: what a tag named goes at once, also when another process was busy while it moved")
    void removesLaterWhatItHadToLeave() throws IOException {
        StoredImage old = StoredImage.of("old", "o").push(scheme, layout.tag("v1"));
        OciDirScheme mover = LayoutFixture.scheme().build();
        Path marker = layout.path().resolve("abc.in-use");
        try (FileChannel held = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            held.lock();
            StoredImage.of("new", "n").push(mover, layout.tag("v1"));
            mover.finish(layout.ref());
            assertThat(layout.has(old.manifest().digest())).isTrue();
        }
        OciDirScheme other = LayoutFixture.scheme().build();
        StoredImage kept = StoredImage.of("kept", "k").push(other, layout.tag("v2"));

        other.finish(layout.ref());

        assertThat(layout.has(old.manifest().digest())).isFalse();
        assertThat(old.blobs().keySet()).noneMatch(layout::has);
        assertThat(kept.blobs().keySet()).allMatch(layout::has);
        assertThat(scheme.getManifest(layout.tag("v1")).layers()).allMatch(layout::has);
    }

    @Test
    @DisplayName("OL-20: nothing is removed while a copy guards the layout; the next end of work does it")
    void waitsForGuards() throws IOException {
        try (Guard _ = scheme.guard(layout.ref())) {
            StoredImage.of("one").push(scheme, layout.tag("v1"));
            putLooseBlob();
            scheme.finish(layout.ref());
            LayoutFixture.scheme().build().finish(layout.ref());
            assertThat(layout.has(LOOSE_BLOB)).isTrue();
        }

        scheme.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isFalse();
        assertThat(layout.files()).hasSize(4).noneMatch(f -> f.endsWith(".in-use") || f.endsWith(".lock"));
    }

    @Test
    @DisplayName("OL-20: a guard of another object of the process counts, closing it twice does not")
    void countsGuardsOfTheProcess() throws IOException {
        OciDirScheme other = LayoutFixture.scheme().build();
        Guard first = other.guard(layout.ref());
        Guard second = other.guard(layout.ref());
        first.close();
        first.close();
        putLooseBlob();

        scheme.finish(layout.ref());
        assertThat(layout.has(LOOSE_BLOB)).isTrue();

        second.close();
        scheme.finish(layout.ref());
        assertThat(layout.has(LOOSE_BLOB)).isFalse();
    }

    @Test
    @DisplayName("OL-19: the marker of a process that is gone is removed and keeps nothing alive")
    void ignoresMarkersOfDeadProcesses() throws IOException {
        putLooseBlob();
        Path marker = Files.createFile(layout.path().resolve("abc.in-use"));

        scheme.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isFalse();
        assertThat(marker).doesNotExist();
    }

    @Test
    @DisplayName("OL-9, OL-19: unfinished files and markers of killed processes go when the next one begins")
    void removesLeftoversAtTheStart() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        List<String> before = layout.files();
        for (String name : List.of(
                "abc.in-use",
                "index.json.unfinished-abc.tmp",
                "blobs/sha256/unfinished-abc.tmp",
                "blobs/sha256/" + "a".repeat(64) + ".unfinished-abc.tmp")) {
            Files.writeString(layout.path().resolve(name), "x");
        }

        try (Guard _ = LayoutFixture.scheme().build().guard(layout.ref())) {
            assertThat(layout.files()).hasSize(before.size() + 1);
        }

        assertThat(layout.files()).isEqualTo(before);
        assertThat(image.blobs().keySet()).allMatch(layout::has);
    }

    @Test
    @DisplayName("OL-19: a marker that is locked stops garbage collection")
    void respectsLockedMarkers() throws IOException {
        putLooseBlob();
        Path marker = layout.path().resolve("abc.in-use");
        try (FileChannel held = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            held.lock();
            scheme.finish(layout.ref());
            assertThat(layout.has(LOOSE_BLOB)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"young.tmp", "0000000000000000000000000000000000000000000000000000000000000000"})
    @DisplayName("OL-19: young files that others wrote, finished or not, survive; old ones are removed")
    void sparesYoungFilesOfOthers(String name) throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        Path young = foreign(name, Duration.ofMinutes(9));
        Path old = foreign("f" + name.substring(1), Duration.ofMinutes(11));

        scheme.finish(layout.ref());

        assertThat(young).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    @DisplayName("24.H 117, OL-7, OL-18: what a moved tag or a delete leaves behind goes at once, whoever wrote it")
    void removesWhatWasTakenOutOfTheIndex() throws IOException {
        OciDirScheme other = LayoutFixture.scheme().build();
        StoredImage moved = StoredImage.of("moved", "m").push(other, layout.tag("moved"));
        StoredImage untagged = StoredImage.of("untagged", "u").push(other, layout.tag("untagged"));
        StoredImage child = StoredImage.of("child", "c").pushChild(other, layout.ref());
        IndexManifest deleted = StoredImage.index(child);
        other.putManifest(layout.tag("deleted"), deleted, ManifestPut.top());
        StoredImage kept = StoredImage.of("kept", "k").push(other, layout.tag("kept"));

        scheme.putManifest(layout.tag("moved"), kept.manifest(), ManifestPut.top());
        scheme.deleteTag(layout.tag("untagged"));
        scheme.deleteManifest(layout.ref().withDigest(deleted.digest()), ManifestDelete.plain());
        scheme.finish(layout.ref());

        for (StoredImage gone : List.of(moved, untagged, child)) {
            assertThat(layout.has(gone.manifest().digest())).isFalse();
            assertThat(gone.blobs().keySet()).noneMatch(layout::has);
        }
        assertThat(kept.blobs().keySet()).allMatch(layout::has);
    }

    @Test
    @DisplayName("OL-19, OL-20: a guard that is older than the directory is announced before content is looked at")
    void announcesEarlyGuards() throws IOException {
        StoredImage image = StoredImage.of("one", "a");
        try (Guard _ = scheme.guard(layout.ref())) {
            layout.write("1.0.0", "{\"schemaVersion\":2,\"manifests\":[]}"); // what another process does
            assertThat(layout.files()).noneMatch(f -> f.endsWith(".in-use"));

            scheme.headBlob(layout.ref(), LOOSE_BLOB);

            assertThat(layout.files()).anyMatch(f -> f.endsWith(".in-use"));
            image.push(scheme, layout.tag("v1"));
        }
        assertThat(layout.files()).noneMatch(f -> f.endsWith(".in-use"));
    }

    @Test
    @DisplayName("OL-19: a deep graph in which every index lists the next one twice is walked once")
    void walksSharedGraphsOnce() throws IOException {
        StoredImage leaf = StoredImage.of("leaf", "a").pushChild(scheme, layout.ref());
        Descriptor below = leaf.descriptor();
        for (int level = 0; level < 60; level++) {
            Descriptor again = below.withAnnotations(Map.of("again", "yes"));
            IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(below, again));
            scheme.putManifest(layout.ref().withDigest(index.digest()), index, ManifestPut.child());
            below = index.descriptor();
        }
        scheme.putManifest(
                layout.tag("v1"),
                scheme.getManifest(layout.ref().withDigest(below.digest().orElseThrow())),
                ManifestPut.top());
        putLooseBlob();

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> scheme.finish(layout.ref()));

        assertThat(layout.has(LOOSE_BLOB)).isFalse();
        assertThat(leaf.blobs().keySet()).allMatch(layout::has);
    }

    @Test
    @DisplayName("OL-18: files directly under blobs are left alone")
    void sparesFilesBesideTheAlgorithms() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        Path readme = Files.writeString(layout.path().resolve("blobs").resolve("README"), "hello");

        scheme.finish(layout.ref());

        assertThat(readme).exists();
    }

    @Test
    @DisplayName("OL-18: a missing child of a sparse index is no obstacle, its siblings stay")
    void collectsInASparseLayout() throws IOException {
        StoredImage there = StoredImage.of("there", "a").pushChild(scheme, layout.ref());
        StoredImage missing = StoredImage.of("missing", "b");
        scheme.putManifest(layout.tag("v1"), StoredImage.index(missing, there), ManifestPut.top());
        putLooseBlob();

        scheme.finish(layout.ref());

        assertThat(layout.has(LOOSE_BLOB)).isFalse();
        assertThat(there.blobs().keySet()).allMatch(layout::has);
    }

    @Test
    @DisplayName("OL-18, IC-7: a manifest under an unknown media type keeps what it leads to")
    void followsManifestsOfUnknownType() throws IOException {
        StoredImage image = StoredImage.of("one", "a").pushChild(scheme, layout.ref());
        Descriptor disguised = image.descriptor().withMediaType("");
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(disguised));
        scheme.putManifest(layout.tag("v1"), index, ManifestPut.top());

        scheme.finish(layout.ref());

        assertThat(image.blobs().keySet()).allMatch(layout::has);
    }

    private void putLooseBlob() throws IOException {
        scheme.putBlob(layout.ref(), LOOSE_BLOB, BlobSource.ofBytes(LOOSE));
        assertThat(layout.has(LOOSE_BLOB)).isTrue();
    }

    private Path foreign(String name, Duration age) throws IOException {
        Digest any = Digest.sha256(LOOSE);
        Path file = layout.blob(any).resolveSibling(name);
        Files.writeString(file, "of another writer");
        Instant time = LayoutFixture.NOW.minus(age);
        return Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
