// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A server of PostgreSQL of the tests' own: Debian's programs where they are found, else a container where an engine
 * answers, else the tests are skipped with a message.
 */
public final class PostgresCluster implements AutoCloseable {
    /** The user of all databases. */
    public static final String USER = "regsync";

    /** Has what has a meaning in a URL. */
    public static final String PASSWORD = "p:w@rd/%&+1";

    private static final int PORT_IN_CONTAINER = 5432;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Optional<PostgresCluster> shared = Optional.empty();

    private final Optional<Path> programs;
    private final Optional<Path> directory;
    private final Optional<GenericContainer<?>> container;
    private final int port;
    private volatile boolean up = true;
    private volatile boolean secure;

    private PostgresCluster(Optional<Path> programs, Optional<GenericContainer<?>> container, int port)
            throws IOException {
        this.programs = programs;
        this.directory = programs.isPresent() ? Optional.of(Files.createTempDirectory("cluster")) : Optional.empty();
        this.container = container;
        this.port = port;
    }

    /** The one of all tests of this JVM, which stays until its end. */
    public static synchronized PostgresCluster shared() throws IOException {
        if (shared.isEmpty()) {
            PostgresCluster cluster = start();
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            shared = Optional.of(cluster);
        }
        return shared.get();
    }

    /** One that a test may stop. */
    public static PostgresCluster start() throws IOException {
        Optional<Path> programs = programs();
        if (programs.isPresent()) {
            PostgresCluster cluster = new PostgresCluster(programs, Optional.empty(), DockerRegistry.freePort());
            cluster.make();
            cluster.resume();
            return cluster;
        }
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "neither PostgreSQL's programs nor a container engine are here: skipped");
        GenericContainer<?> container = new GenericContainer<>("docker.io/library/postgres:17-alpine")
                .withEnv("POSTGRES_USER", USER)
                .withEnv("POSTGRES_PASSWORD", PASSWORD)
                .withExposedPorts(PORT_IN_CONTAINER)
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\n", 2));
        container.start();
        return new PostgresCluster(
                Optional.empty(), Optional.of(container), container.getMappedPort(PORT_IN_CONTAINER));
    }

    /** The newest of Debian's packages. */
    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private void make() throws IOException {
        Path home = directory.orElseThrow();
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        if (isRoot()) {
            ExternalProgram.run("chown", "-R", "postgres", home.toString()).requireSuccess();
        }
        run(
                "initdb",
                "--pgdata=" + home.resolve("data"),
                "--username=" + USER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C");
    }

    /** Lets the server, which must be stopped, speak TLS from its next start on. */
    public void secure(TestTls tls) throws IOException {
        Path data = directory.orElseThrow().resolve("data");
        List<Path> files = List.of(
                Files.writeString(data.resolve("server.crt"), tls.hostCertificatePem()),
                Files.writeString(data.resolve("server.key"), tls.hostKeyPem()));
        for (Path file : files) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            if (isRoot()) {
                ExternalProgram.run("chown", "postgres", file.toString()).requireSuccess();
            }
        }
        secure = true;
    }

    /** Starts the server again at its port. */
    public void resume() throws IOException {
        Path home = directory.orElseThrow(() -> new IllegalStateException("a container is not stopped"));
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories=" + home
                + (secure ? " -c ssl=on" : "");
        run(
                "pg_ctl",
                "start",
                "--wait",
                "--pgdata=" + home.resolve("data"),
                "--log=" + home.resolve("log"),
                "--options=" + options);
        up = true;
    }

    /** Stops the server as a power cut would. */
    public void stop() throws IOException {
        up = false;
        run(
                "pg_ctl",
                "stop",
                "--mode=immediate",
                "--pgdata=" + directory.orElseThrow().resolve("data"));
    }

    /** True when the server was started and not stopped since. */
    public boolean isUp() {
        return up;
    }

    /** True when {@link #stop} works. */
    public boolean canStop() {
        return directory.isPresent();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) { // which PostgreSQL refuses to run as
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(programs.orElseThrow().resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.orElseThrow().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory
                        .orElseThrow()
                        .resolveSibling(directory.orElseThrow().getFileName() + ".out")
                        .toFile()));
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IOException(command + " exited with " + code + ": " + Files.readString(output()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command, e);
        }
    }

    private Path output() {
        Path home = directory.orElseThrow();
        return home.resolveSibling(home.getFileName() + ".out");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Makes an empty database, and tells its name. */
    public String database() throws IOException {
        String name = "state" + NUMBER.incrementAndGet();
        query("postgres", "create database " + name);
        return name;
    }

    /** The URL of a database, without a login. */
    public String plainUrl(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The URL of a database as it is written in a configuration. */
    public String url(String database) {
        return "postgresql://" + USER + ":" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8) + "@127.0.0.1:" + port
                + "/" + database;
    }

    /** What psql says about a statement, without headings. */
    public String query(String database, String sql) throws IOException {
        Map<String, String> login = Map.of("PGPASSWORD", PASSWORD, "PGTZ", "UTC");
        List<String> psql =
                List.of("psql", "-h", "127.0.0.1", "-p", "" + port, "-U", USER, "-d", database, "-tAX", "-c", sql);
        if (container.isEmpty()) {
            return ExternalProgram.run(psql, login).requireSuccess();
        }
        List<String> inside = new ArrayList<>(List.of("psql", "-U", USER, "-d", database, "-tAX", "-c", sql));
        try {
            return container
                    .get()
                    .execInContainer(inside.toArray(String[]::new))
                    .getStdout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + inside, e);
        }
    }

    @Override
    public void close() {
        container.ifPresent(GenericContainer::close);
        if (directory.isPresent()) {
            try {
                if (up) {
                    stop();
                }
                ExternalProgram.run("rm", "-rf", directory.get().toString(), output().toString());
            } catch (IOException e) {
                System.err.println("PostgreSQL did not stop: " + e.getMessage());
            }
        }
    }
}
