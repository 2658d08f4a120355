// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory with one sub-directory of certificates per host, as Docker keeps them (contract TL-2).
 *
 * @param root the directory above those of the hosts; it need not exist
 */
public record CertificateDirectory(Path root) {
    /** Docker's directory on Linux. */
    public static final CertificateDirectory DOCKER = new CertificateDirectory(Path.of("/etc/docker/certs.d"));

    /**
     * Files that belong to one host, in the order of their names.
     *
     * @param authorities PEM files of CA certificates: {@code *.crt}
     * @param clients certificates with keys this machine presents: {@code x.cert} with {@code x.key}
     */
    public record HostFiles(List<Path> authorities, List<ClientFiles> clients) {
        public static final HostFiles NONE = new HostFiles(List.of(), List.of());

        public HostFiles {
            authorities = List.copyOf(authorities);
            clients = List.copyOf(clients);
        }
    }

    /** PEM files of a client certificate and its key. */
    public record ClientFiles(Path certificate, Path key) {}

    /**
     * The files for {@code hostname[:port]}; none when the directory is missing. A certificate whose key is missing is
     * left out.
     *
     * @throws RegistryException of kind LOCAL_IO when the directory exists and cannot be read
     */
    public HostFiles files(String hostname) throws RegistryException {
        if (hostname.isEmpty() || hostname.contains("/") || hostname.contains("\\") || hostname.startsWith(".")) {
            return HostFiles.NONE; // no host name, and it must not lead to another directory
        }
        Path directory = root.resolve(hostname);
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> files = entries.filter(Files::isRegularFile).sorted().toList();
            List<ClientFiles> clients = files.stream()
                    .filter(file -> file.toString().endsWith(".cert"))
                    .map(file -> new ClientFiles(file, keyOf(file)))
                    .filter(pair -> files.contains(pair.key()))
                    .toList();
            return new HostFiles(
                    files.stream()
                            .filter(file -> file.toString().endsWith(".crt"))
                            .toList(),
                    clients);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return HostFiles.NONE;
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO, "list certificates in " + directory + ": " + FileFailure.reason(e), e);
        }
    }

    private static Path keyOf(Path certificate) {
        String name = certificate.getFileName().toString();
        return certificate.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
    }
}
