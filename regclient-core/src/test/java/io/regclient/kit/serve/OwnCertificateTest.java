// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.ServerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate that a development registry makes. */
class OwnCertificateTest {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1");
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path directory;

    private X509Certificate shown() throws RegistryException {
        return ServerKeys.chain(directory.resolve("server.pem")).getFirst();
    }

    @Test
    @DisplayName("an authority signs it, of which no key is left; the server's own key is for its owner only")
    void isSigned() throws Exception {
        OwnCertificate own = OwnCertificate.in(directory, NAMES, NOW);
        own.context();
        X509Certificate authority = ServerKeys.chain(own.authority()).getFirst();
        shown().verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(shown().getBasicConstraints()).isNegative();
        assertThat(shown().getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("ca.pem", "server.pem", "server.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("server.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("it is used again until it expires, or the server gets another name, or a file is damaged")
    void isUsedAgain() throws IOException {
        OwnCertificate.in(directory, NAMES, NOW);
        X509Certificate first = shown();
        OwnCertificate.in(directory, Set.of("localhost"), NOW.plus(Duration.ofDays(300)));
        assertThat(shown()).isEqualTo(first);
        OwnCertificate.in(directory, Set.of("localhost", "registry.example.org"), NOW);
        X509Certificate named = shown();
        assertThat(named).isNotEqualTo(first);
        OwnCertificate.in(directory, NAMES, NOW.plus(Duration.ofDays(391)));
        X509Certificate renewed = shown();
        assertThat(renewed).isNotEqualTo(named);
        Files.writeString(directory.resolve("server.key"), "damaged");
        OwnCertificate.in(directory, NAMES, NOW.plus(Duration.ofDays(391)));
        assertThat(shown()).isNotEqualTo(renewed);
    }

    @Test
    @DisplayName("a key of another certificate is refused, with the names of both files")
    void keyOfAnother() throws IOException {
        OwnCertificate.in(directory, NAMES, NOW);
        Path key = Files.copy(directory.resolve("server.key"), directory.resolve("old.key"));
        Files.delete(directory.resolve("server.key"));
        OwnCertificate.in(directory, NAMES, NOW);
        assertThatThrownBy(() -> CertificateFiles.context(directory.resolve("server.pem"), key))
                .hasMessage(key + ": the key is not that of the certificate in " + directory.resolve("server.pem"));
    }

    @Test
    @DisplayName("the directory and the key become the owner's alone; a key that others could read is not used again")
    void isPrivate() throws IOException {
        OwnCertificate.in(directory, NAMES, NOW);
        assertThat(permissions(directory)).isEqualTo("rwx------");
        X509Certificate first = shown();
        Path key = directory.resolve("server.key");
        Path opened = directory.resolve("opened.key");
        Files.createLink(opened, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        OwnCertificate.in(directory, NAMES, NOW);
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(key)).isEqualTo("rw-------");
        assertThat(shown()).isNotEqualTo(first);
        assertThat(Files.isSameFile(key, opened))
                .as("what others may have open")
                .isFalse();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "server.pem", "server.key"})
    @DisplayName("a link in the place of a file is refused, and what it leads to stays")
    void refusesLinks(String name) throws IOException {
        Path outside = Files.writeString(directory.resolve("notes"), "precious");
        Path own = Files.createDirectory(directory.resolve(".tls"));
        Path link = Files.createSymbolicLink(own.resolve(name), Path.of("../notes"));
        assertThatThrownBy(() -> OwnCertificate.in(own, NAMES, NOW))
                .hasMessage("use " + link + ": not a file but a symbolic link");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("../absent"));
        assertThatThrownBy(() -> OwnCertificate.in(own, NAMES, NOW)).hasMessageEndingWith("a symbolic link");
        assertThat(outside).hasContent("precious");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("notes", ".tls");
    }

    @Test
    @DisplayName("a link in the place of the directory is refused, and nothing is written where it leads")
    void refusesLinkToDirectory() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path link = Files.createSymbolicLink(directory.resolve(".tls"), outside);
        assertThatThrownBy(() -> OwnCertificate.in(link, NAMES, NOW))
                .hasMessage("use " + link + ": not a directory but a symbolic link");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    @DisplayName("an interrupt while it is written is of kind CANCELED and has no class name in its message")
    void isInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> OwnCertificate.in(directory, NAMES, NOW))
                .hasMessage("write " + directory.resolve("server.key") + ": context canceled")
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(ErrorKind.CANCELED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).isEmptyDirectory();
    }
}
