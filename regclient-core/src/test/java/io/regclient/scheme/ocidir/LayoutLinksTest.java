// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts made by others, with links that lead out of them, and with pipes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LayoutLinksTest extends LayoutSetup {
    private static final byte[] SECRET = "somebody else's".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor SECRET_BLOB = Descriptor.ofContent("", SECRET);

    @TempDir
    Path home;

    private StoredImage image;
    private Path victim;

    @BeforeEach
    void makeALayoutAndAHome() throws IOException {
        image = StoredImage.of("one", "a").push(scheme, layout.tag("v1"));
        victim = home.resolve(Digest.sha256(SECRET).hex());
        Files.write(victim, SECRET);
        Files.setLastModifiedTime(victim, FileTime.from(LayoutFixture.NOW.minus(Duration.ofHours(1))));
    }

    private Path in(String name) {
        return layout.path().resolve(name);
    }

    private void replaceByLink(Path path, Path target) throws IOException {
        Files.move(path, root.resolve("moved"));
        Files.createSymbolicLink(path, target);
    }

    private static RegistryException failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e;
    }

    private void assertRefused(ThrowingCallable call) {
        RegistryException e = failure(call);
        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e).hasMessageContaining("a symbolic link leads out of " + layout.path());
    }

    private void assertVictimIsUntouched() {
        assertThat(victim).hasBinaryContent(SECRET);
        assertThat(home).isDirectoryContaining(victim::equals).isDirectoryNotContaining(f -> !f.equals(victim));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs/x", "blobs/sha512", "blobs/sha256/x"})
    @DisplayName("OL-18: garbage collection follows no link")
    void collectsNothingThroughLinks(String name) throws IOException {
        Files.createSymbolicLink(in(name), home);

        scheme.finish(layout.ref());

        assertVictimIsUntouched();
        assertThat(image.blobs().keySet()).allMatch(layout::has);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs", "blobs/sha256"})
    @DisplayName("OL-18, OL-13, OL-9: nothing is collected, deleted or written below a directory that is a link")
    void leavesLinkedDirectoriesAlone(String name) throws IOException {
        Path target = name.equals("blobs") ? Files.createDirectory(home.resolve("sha256")) : home;
        Path inside = target.resolve(victim.getFileName());
        if (!inside.equals(victim)) {
            Files.move(victim, inside);
        }
        replaceByLink(in(name), home);

        assertRefused(() -> scheme.deleteBlob(layout.ref(), SECRET_BLOB));
        assertRefused(() ->
                scheme.putBlob(layout.ref(), Descriptor.ofContent("", new byte[3]), BlobSource.ofBytes(new byte[3])));
        assertRefused(() -> StoredImage.of("two").push(scheme, layout.tag("v2")));
        scheme.finish(layout.ref());

        assertThat(inside).hasBinaryContent(SECRET);
        assertThat(target).isDirectoryNotContaining(f -> !f.equals(inside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs", "blobs/sha256", "blob"})
    @DisplayName(
            "OL-18: where blobs are links inside the layout nothing is removed: what they lead to may be another blob")
    void removesNothingWhereBlobsAreLinks(String name) throws IOException {
        StoredImage.of("two", "b").push(scheme, layout.tag("v2"));
        Path linked = name.equals("blob")
                ? layout.blob(image.manifest().layers().getFirst().digest().orElseThrow())
                : in(name);
        Path store = in("store");
        Files.move(linked, store);
        Files.createSymbolicLink(linked, store);
        List<String> before = layout.files();

        scheme.deleteTag(layout.tag("v2"));
        scheme.finish(layout.ref());

        assertThat(layout.files())
                .containsAll(before.stream()
                        .filter(file -> !file.equals("index.json"))
                        .toList());
        assertThat(layout.names()).containsExactly("v1");
    }

    @Test
    @DisplayName("OL-18: only what is named like a blob or an unfinished one is removed")
    void removesOnlyBlobs() throws IOException {
        for (String name : List.of("blobs/sha256/notes.txt", "blobs/sha256/ab", "blobs/other/" + "a".repeat(64))) {
            Files.createDirectories(in(name).getParent());
            Files.setLastModifiedTime(
                    Files.writeString(in(name), "x"), FileTime.from(LayoutFixture.NOW.minus(Duration.ofHours(1))));
        }

        scheme.finish(layout.ref());

        assertThat(layout.files())
                .contains("blobs/sha256/notes.txt", "blobs/sha256/ab", "blobs/other/" + "a".repeat(64));
    }

    @Test
    @DisplayName("OL-3: a lock that is a link is refused, and what it leads to stays as it is")
    void refusesALinkedLock() throws IOException {
        Files.createSymbolicLink(in("index.json.lock"), victim);

        RegistryException e = failure(() -> scheme.deleteTag(layout.tag("v1")));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e).hasMessageContaining("index.json.lock: not a file but a symbolic link");
        assertVictimIsUntouched();
    }

    @Test
    @DisplayName("OL-19: a link or a pipe named like a marker is no marker")
    void ignoresLinkedMarkers() throws IOException {
        Files.createSymbolicLink(in("abc.in-use"), victim);
        ExternalProgram.run(List.of("mkfifo", in("def.in-use").toString())).requireSuccess();
        scheme.putBlob(layout.ref(), Descriptor.ofContent("", new byte[3]), BlobSource.ofBytes(new byte[3]));

        scheme.finish(layout.ref());

        assertThat(layout.has(Digest.sha256(new byte[3]))).isFalse();
        assertVictimIsUntouched();
        assertThat(in("def.in-use")).exists();
    }

    @Test
    @DisplayName("OL-1, OL-12, OL-13: what is read lies in the layout; a link inside it is followed")
    void readsNothingThroughLinks() throws IOException {
        Files.createSymbolicLink(layout.blob(Digest.sha256(SECRET)), victim);
        assertRefused(() -> scheme.getBlob(layout.ref(), SECRET_BLOB).close());
        assertRefused(() -> scheme.headBlob(layout.ref(), SECRET_BLOB));
        assertRefused(() -> scheme.getManifest(layout.ref().withDigest(Digest.sha256(SECRET))));
        assertRefused(() -> scheme.requireManifest(layout.ref().withDigest(Digest.sha256(SECRET))));

        Path blob = layout.blob(Digest.sha256(SECRET));
        Files.delete(blob);
        Files.createSymbolicLink(blob, Files.write(in("blobs/here"), SECRET));
        try (BlobReader reader = scheme.getBlob(layout.ref(), SECRET_BLOB)) {
            assertThat(reader.readAllBytes()).isEqualTo(SECRET);
        }

        for (String name : List.of("index.json", "oci-layout")) {
            Path copy = Files.move(in(name), home.resolve(name));
            Files.createSymbolicLink(in(name), copy);
            assertRefused(() -> scheme.getManifest(layout.tag("v1")));
            Files.delete(in(name));
            Files.move(copy, in(name));
        }
        assertVictimIsUntouched();
    }

    @Test
    @DisplayName("OL-1, OL-12: a layout that is itself named by a link is an ordinary one")
    void followsTheLinkToTheLayout() throws IOException {
        LayoutFixture named = new LayoutFixture(Files.createSymbolicLink(root.resolve("named"), layout.path()));

        StoredImage.of("two").push(scheme, named.tag("v2"));
        scheme.finish(named.ref());

        assertThat(scheme.getManifest(named.tag("v1")).digest())
                .isEqualTo(image.manifest().digest());
        assertThat(layout.names()).containsExactly("v1", "v2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.json", "oci-layout", "index.json.lock", "blob", "manifest"})
    @DisplayName("a pipe in a layout is an error of one line, and nobody waits for its writer")
    void opensNoPipe(String name) throws IOException {
        Descriptor layer = image.manifest().layers().getFirst();
        Path path = switch (name) {
            case "blob" -> layout.blob(layer.digest().orElseThrow());
            case "manifest" -> layout.blob(image.manifest().digest());
            default -> in(name);
        };
        Files.deleteIfExists(path);
        ExternalProgram.run(List.of("mkfifo", path.toString())).requireSuccess();

        RegistryException e = failure(() -> {
            if (name.equals("blob")) {
                scheme.getBlob(layout.ref(), layer).close();
            } else {
                scheme.requireManifest(layout.tag("v1"));
                scheme.deleteTag(layout.tag("v1"));
            }
        });

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e).hasMessageContaining("not a file but a named pipe");
    }
}
