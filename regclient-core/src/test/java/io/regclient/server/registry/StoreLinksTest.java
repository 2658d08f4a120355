// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store somebody else may have filled, with links that lead out of it. */
class StoreLinksTest {
    private static final byte[] CONTENT = "precious".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    @TempDir
    Path home;

    private Path victim;

    @BeforeEach
    void makeAHome() throws IOException {
        victim = Files.write(home.resolve(Digest.sha256(CONTENT).hex()), CONTENT);
    }

    @Test
    @DisplayName("OL-2: a directory for unfinished files that is a link is refused, and nothing is removed from it")
    void emptiesNoOtherDirectory() throws IOException {
        Files.createSymbolicLink(root.resolve(".uploads"), home);

        assertThatThrownBy(() -> StoreDirectory.open(root, false))
                .hasMessageContaining(".uploads: a directory is needed, not a symbolic link");

        assertThat(victim).hasBinaryContent(CONTENT);
    }

    @Test
    @DisplayName("OL-2: only unfinished files of the server are removed at its start")
    void removesItsOwnLeftovers() throws IOException {
        Path uploads = Files.createDirectory(root.resolve(".uploads"));
        Path mine = Files.writeString(uploads.resolve("1abcxyz"), "x");
        Path other = Files.writeString(uploads.resolve("README.txt"), "x");
        Path link = Files.createSymbolicLink(uploads.resolve("2abc"), victim);

        StoreDirectory.open(root, false).close();

        assertThat(mine).doesNotExist();
        assertThat(List.of(other, link, victim)).allMatch(Files::exists);
    }

    @Test
    @DisplayName("OL-3: a lock that is a link is refused")
    void refusesALinkedLock() throws IOException {
        Files.createSymbolicLink(root.resolve(".lock"), home.resolve("new"));

        assertThatThrownBy(() -> StoreDirectory.open(root, false))
                .hasMessageContaining(".lock")
                .hasMessageContaining("symbolic link");

        assertThat(home.resolve("new")).doesNotExist();
    }

    @Test
    @DisplayName(
            "OL-13: blobs and repositories that are links out of the store are absent, and nothing is written there")
    void followsNoLink() throws IOException {
        Digest digest = Digest.sha256(CONTENT);
        try (StoreDirectory store = StoreDirectory.open(root, false)) {
            Repository repository =
                    store.repository(RepositoryName.tryParse("repo").orElseThrow());
            repository.addBlob(Files.write(store.staging().newFile(), new byte[1]), Digest.sha256(new byte[1]));
            Files.createSymbolicLink(root.resolve("repo/blobs/sha256").resolve(digest.hex()), victim);
            assertThat(repository.has(digest)).isFalse();
            assertThat(repository.readManifest(digest)).isEmpty();

            Files.createDirectories(root.resolve("linked"));
            Files.createDirectory(home.resolve("sha256"));
            Path inside = Files.move(victim, home.resolve("sha256").resolve(digest.hex()));
            Files.createSymbolicLink(root.resolve("linked/blobs"), home);
            Repository linked =
                    store.repository(RepositoryName.tryParse("linked").orElseThrow());
            Path file = Files.write(store.staging().newFile(), new byte[2]);
            assertThatThrownBy(() -> linked.addBlob(file, Digest.sha256(new byte[2])))
                    .hasMessageContaining("a symbolic link leads out of");
            assertThatThrownBy(() -> linked.deleteBlob(digest)).hasMessageContaining("a symbolic link leads out of");
            assertThat(inside).hasBinaryContent(CONTENT);
            assertThat(home.resolve("sha256")).isDirectoryNotContaining(f -> !f.equals(inside));
        }
    }
}
