// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.CertificateDirectory.ClientFiles;
import io.regclient.config.CertificateDirectory.HostFiles;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateDirectoryTest {
    @TempDir
    private Path root;

    @Test
    @DisplayName("TL-2: *.crt of the host, no recursion; Docker's pairs of *.cert and *.key")
    void findsTheFilesOfAHost() throws IOException {
        Path host = Files.createDirectories(root.resolve("127.0.0.1:5000"));
        for (String name : List.of("b.crt", "a.crt", "c.pem", "x.cert", "x.key", "lonely.cert", "other.key")) {
            Files.createFile(host.resolve(name));
        }
        Files.createDirectories(host.resolve("dir.crt"));
        Files.createDirectories(root.resolve("other"));
        Files.createFile(root.resolve("other/z.crt"));
        HostFiles files = new CertificateDirectory(root).files("127.0.0.1:5000");
        assertThat(files.authorities()).containsExactly(host.resolve("a.crt"), host.resolve("b.crt"));
        assertThat(files.clients()).containsExactly(new ClientFiles(host.resolve("x.cert"), host.resolve("x.key")));
        assertThat(CertificateDirectory.DOCKER.root()).hasToString("/etc/docker/certs.d");
    }

    @ParameterizedTest
    @DisplayName("TL-2: a missing directory is fine, and no name leads elsewhere")
    @ValueSource(strings = {"none", "", "..", ".", "../x", "a/b", "a\\b", "file"})
    void findsNothing(String name) throws IOException, RegistryException {
        Files.createFile(root.resolve("file"));
        Files.createFile(root.resolve("a.crt"));
        assertThat(new CertificateDirectory(root).files(name)).isEqualTo(HostFiles.NONE);
        assertThat(new CertificateDirectory(root.resolve("missing")).files(name))
                .isEqualTo(HostFiles.NONE);
    }
}
