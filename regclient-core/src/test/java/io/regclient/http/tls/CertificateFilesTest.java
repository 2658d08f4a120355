// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("TL-2: without any setting the roots of the system are found")
    void systemHasRoots() {
        assertThat(new SystemRoots(Environment.of(Map.of(), directory, directory))
                        .get()
                        .isEmpty())
                .isFalse();
    }

    @Test
    @DisplayName("TL-2: a file of certificates has at most 8 MiB")
    void certificateFiles() throws IOException {
        Path file = directory.resolve("ca.crt");
        byte[] content = new byte[PemBlock.MAX_FILE];
        Files.write(file, content);
        assertThat(PemBlock.read(file)).hasSize(PemBlock.MAX_FILE);
        Files.write(file, new byte[PemBlock.MAX_FILE + 1]);
        assertThatThrownBy(() -> PemBlock.read(file)).hasMessage("larger than 8388608 bytes");
    }
}
