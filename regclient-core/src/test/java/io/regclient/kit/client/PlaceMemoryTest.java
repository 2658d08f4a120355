// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.copy.BlobPlaces;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceMemoryTest {
    @TempDir
    private Path directory;

    private BlobPlaces places(Map<String, String> variables) {
        return new PlaceMemory(Environment.of(variables, directory, directory)).get();
    }

    @Test
    @DisplayName("places are kept in XDG_CACHE_HOME, else in .cache of the home")
    void choosesTheDirectory() {
        String home = directory.toString();
        assertThat(places(Map.of("HOME", home))).isNotSameAs(BlobPlaces.NONE);
        assertThat(directory.resolve(".cache/regclient/blobs")).isDirectory();

        assertThat(places(Map.of("HOME", home, "XDG_CACHE_HOME", home + "/caches")))
                .isNotSameAs(BlobPlaces.NONE);
        assertThat(directory.resolve("caches/regclient/blobs")).isDirectory();

        assertThat(places(Map.of("XDG_CACHE_HOME", home + "/without-home"))).isNotSameAs(BlobPlaces.NONE);
        assertThat(directory.resolve("without-home/regclient/blobs")).isDirectory();
    }

    @Test
    @DisplayName("an XDG_CACHE_HOME that is not absolute does not count")
    void passesOverRelativePaths() {
        places(Map.of("HOME", directory.toString(), "XDG_CACHE_HOME", "caches"));

        assertThat(directory.resolve("caches")).doesNotExist();
        assertThat(directory.resolve(".cache/regclient/blobs")).isDirectory();
    }

    @Test
    @DisplayName("nothing is kept without a home, in a home that does not exist, and when the user says off")
    void keepsNothing() {
        String home = directory.toString();
        assertThat(places(Map.of())).isSameAs(BlobPlaces.NONE);
        assertThat(places(Map.of("HOME", ""))).isSameAs(BlobPlaces.NONE);
        assertThat(places(Map.of("HOME", "\0"))).isSameAs(BlobPlaces.NONE);
        assertThat(places(Map.of("HOME", home + "/absent"))).isSameAs(BlobPlaces.NONE);
        assertThat(places(Map.of("HOME", home, "REGCLIENT_CACHE", "off"))).isSameAs(BlobPlaces.NONE);
        assertThat(places(Map.of("XDG_CACHE_HOME", home, "REGCLIENT_CACHE", "OFF")))
                .isSameAs(BlobPlaces.NONE);

        assertThat(directory).isEmptyDirectory();
    }
}
