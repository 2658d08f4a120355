// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The CNCF distribution registry as a process of this machine, on a free loopback port over a directory. Tests that need
 * it are skipped with a message where the program {@code docker-registry} is not on PATH.
 */
public final class DockerRegistry implements AutoCloseable {
    private static final int START_ATTEMPTS = 200;

    private final Process process;
    private final int port;
    private final Path directory;

    private DockerRegistry(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /**
     * How the registry behaves.
     *
     * @param deleteEnabled manifests and blobs can be deleted
     * @param htpasswd a bcrypt line {@code user:hash}; empty for an open registry
     */
    public record Options(boolean deleteEnabled, String htpasswd) {
        public static final Options OPEN = new Options(true, "");

        public Options withoutDelete() {
            return new Options(false, htpasswd);
        }

        public Options withUser(String line) {
            return new Options(deleteEnabled, line);
        }
    }

    /** Starts a registry whose files live below {@code directory}. */
    public static DockerRegistry start(Path directory, Options options) throws IOException {
        Assumptions.assumeTrue(onPath("docker-registry"), "docker-registry is not on PATH: skipped");
        int port = freePort();
        Path config = directory.resolve("config.yml");
        Files.createDirectories(directory);
        Files.writeString(config, configuration(directory, port, options));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        DockerRegistry registry = new DockerRegistry(process, port, directory);
        registry.awaitStart();
        return registry;
    }

    private static String configuration(Path directory, int port, Options options) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "version: 0.1",
                "log: {level: warn}",
                "storage:",
                "  filesystem: {rootdirectory: " + directory.resolve("data") + "}",
                "  delete: {enabled: " + options.deleteEnabled() + "}",
                "http: {addr: '127.0.0.1:" + port + "'}"));
        if (!options.htpasswd().isEmpty()) {
            Path file = directory.resolve("htpasswd");
            Files.writeString(file, options.htpasswd() + "\n");
            lines.add("auth: {htpasswd: {realm: test, path: " + file + "}}");
        }
        return String.join("\n", lines) + "\n";
    }

    private void awaitStart() throws IOException {
        for (int i = 0; i < START_ATTEMPTS && process.isAlive(); i++) {
            if (answers()) {
                return;
            }
            try {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while docker-registry started", e);
            }
        }
        close();
        throw new IOException("docker-registry did not start: " + Files.readString(directory.resolve("log")));
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + name() + "/v2/").toURL().openConnection();
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200 || status == 401;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String name() {
        return "127.0.0.1:" + port;
    }

    /** Runs the registry's garbage collection and returns what it printed; the registry should be idle. */
    public String garbageCollect(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker-registry", "garbage-collect"));
        command.addAll(List.of(options));
        command.add(directory.resolve("config.yml").toString());
        return ExternalProgram.run(command).requireSuccess();
    }

    /** True when a program is found in a directory of PATH. */
    public static boolean onPath(String program) {
        for (String entry : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(entry, program))) {
                return true;
            }
        }
        return false;
    }

    /** A port that nobody listens at now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            closeStreams();
        }
    }

    private void closeStreams() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
