// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/**
 * The container engine podman with images, containers, volumes and networks of its own below a directory. Tests that need
 * it are skipped with a message where it is not on PATH or cannot run a container.
 */
public final class Podman implements AutoCloseable {
    /** An image with glibc, what the Java runtime is linked with and {@code /usr/bin/true}: not even a shell. */
    public static final String BASE = "localhost/base:latest";

    private static final String TRUE = "/usr/bin/true";

    private final Path directory;

    private Podman(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts with nothing but {@link #BASE}.
     *
     * @param runtime a Java runtime
     */
    public static Podman start(Path directory, Path runtime) throws IOException {
        Assumptions.assumeTrue(DockerRegistry.onPath("podman"), "podman is not on PATH: skipped");
        Podman podman = new Podman(directory);
        podman.configure();
        ExternalProgram imported = podman.importBase(runtime);
        if (imported.exitCode() == 0) {
            ExternalProgram first = podman.run("container", "run", "--rm", "--network", "none", BASE, TRUE);
            if (first.exitCode() == 0) {
                return podman;
            }
            podman.close();
            return Assumptions.abort("podman cannot run a container here: skipped: " + first.output());
        }
        return Assumptions.abort("podman cannot import an image here: skipped: " + imported.output());
    }

    /** What machines without systemd need, and machines where nobody may raise limits. */
    private void configure() throws IOException {
        String runtime = DockerRegistry.onPath("runc") ? "runtime = \"runc\"\n" : "";
        Files.writeString(directory.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                log_driver = "k8s-file"
                [network]
                network_config_dir = "%1$s/networks"
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "none"
                tmp_dir = "%1$s/tmp"
                """.formatted(directory) + runtime);
        Files.writeString(directory.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/storage"
                runroot = "%1$s/run"
                """.formatted(directory));
        Files.createDirectories(directory.resolve("networks"));
    }

    private ExternalProgram importBase(Path runtime) throws IOException {
        Path root = directory.resolve("base");
        Set<Path> files = new TreeSet<>(HostFiles.librariesOf(Path.of(TRUE)));
        for (String part : List.of("bin/java", "lib/libjava.so", "lib/libnio.so", "lib/server/libjvm.so")) {
            files.addAll(HostFiles.librariesOf(runtime.resolve(part)));
        }
        files.removeIf(file -> file.startsWith(runtime));
        files.add(Path.of(TRUE));
        HostFiles.copy(root, files);
        Path temporary = Files.createDirectories(root.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        return importImage(root, BASE, List.of());
    }

    /** Makes {@code registry:2}, with the program {@code docker-registry} of this machine on port 5000. */
    public void importRegistry() throws IOException {
        Path program = HostFiles.program("docker-registry");
        Path root = Files.createDirectory(directory.resolve("registry-image"));
        HostFiles.copy(root, HostFiles.librariesOf(program));
        HostFiles.copy(root, List.of(program));
        Files.writeString(root.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: /var/lib/registry}}
                http: {addr: ':5000'}
                """);
        String entryPoint = "ENTRYPOINT [\"" + program + "\", \"serve\", \"/config.yml\"]";
        importImage(root, "docker.io/library/registry:2", List.of(entryPoint)).requireSuccess();
    }

    /** Makes an image of one layer from a directory; changes are instructions of a Containerfile. */
    public ExternalProgram importImage(Path root, String name, List<String> changes) throws IOException {
        Path archive = directory.resolve("import.tar");
        ExternalProgram.run("tar", "--owner=0", "--group=0", "-C", root.toString(), "-cf", archive.toString(), ".")
                .requireSuccess();
        List<String> command = new ArrayList<>(List.of("import", "--quiet"));
        changes.forEach(change -> command.addAll(List.of("--change", change)));
        command.addAll(List.of(archive.toString(), name));
        return run(command.toArray(String[]::new));
    }

    /** Variables that lead podman to this directory. */
    public Map<String, String> environment() {
        return Map.of(
                "CONTAINERS_CONF", directory.resolve("containers.conf").toString(),
                "CONTAINERS_STORAGE_CONF", directory.resolve("storage.conf").toString());
    }

    public ExternalProgram run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command, environment());
    }

    /** Runs a command of podman and returns what it printed; a failure is an exception that shows the output. */
    public String succeed(String... arguments) throws IOException {
        return run(arguments).requireSuccess();
    }

    /** Ends all containers and takes away what they leave outside the directory: mounts, networks, cgroups. */
    @Override
    public void close() {
        try {
            run("container", "rm", "--all", "--force", "--time", "0");
            run("network", "prune", "--force");
            run("image", "rm", "--all", "--force");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
