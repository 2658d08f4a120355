// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.Fault;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import io.regclient.testing.Podman;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The container images of the three programs as podman builds and runs them, on a base that has glibc and not even a
 * shell. They find a registry of this machine through the network of the host.
 */
@Timeout(300)
class ContainerImagesIT {
    private static final String EPOCH = "1767225600";
    private static final List<String> PROGRAMS = List.of("regctl", "regsync", "regbot");

    private static final Pattern ADDRESS = Pattern.compile("https://([^/]+)/(?s:.*\\.pem)");

    /** docs/containers.md says what it is. */
    private static final long LARGEST = 56_000_000;

    /** The base has one layer; the next three are the runtime, accounts and certificates, and the home directory. */
    private static final int SHARED_LAYERS = 4;

    @TempDir
    private static Path directory = Path.of("");

    private static Podman podman;
    private static InProcessRegistry registry;

    @BeforeAll
    static void build() throws IOException {
        // Any user reads what is mounted from here, as from a directory of a real one.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path dist = Path.of("target", "dist").toAbsolutePath();
        podman = Podman.start(Files.createDirectory(directory.resolve("podman")), dist.resolve("runtime"));
        registry = InProcessRegistry.start();
        for (String program : PROGRAMS) {
            build(program, image(program));
        }
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
        if (podman != null) {
            podman.close();
        }
    }

    private static String image(String program) {
        return "localhost/regclient/" + program + ":test";
    }

    private static void build(String program, String name, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("build", "--quiet", "--timestamp", EPOCH));
        command.addAll(List.of("--build-arg", "BASE=" + Podman.BASE, "--build-arg", "REVISION=0123abc"));
        command.addAll(List.of("--build-arg", "SOURCE=https://git.example.org/regclient", "--tag", name));
        command.addAll(List.of(options));
        command.add(Path.of("..", program + "-cli").toString());
        podman.succeed(command.toArray(String[]::new));
    }

    /** Runs a program in a container without anything it does not need, in addition to the given options. */
    private static ExternalProgram run(List<String> options, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("container", "run", "--rm", "--net", "host"));
        command.addAll(options);
        command.add(image(program));
        command.addAll(List.of(arguments));
        return podman.run(command.toArray(String[]::new));
    }

    private static String mirror(String name) {
        return """
                version: 1
                creds: [{registry: '%1$s', tls: disabled}]
                defaults: {interval: 60m}
                sync: [{source: '%1$s/%2$s/from', target: '%1$s/%2$s/to', type: repository}]
                """.formatted(registry.host(), name);
    }

    /** Mounts a configuration as the documents do. */
    private static List<String> mounted(String program, String yaml) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, program, ".yml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return List.of("-v", file + ":/home/appuser/" + program + ".yml:ro");
    }

    private static void mirrors(String name, SampleImage image, List<String> options) throws IOException {
        registry.put(name + "/from", image, "v1");
        List<String> all = new ArrayList<>(mounted("regsync", mirror(name)));
        all.addAll(options);

        run(all, "regsync", "-c", "/home/appuser/regsync.yml", "once").requireSuccess();

        DigestWalk.registry(registry.host(), name + "/to", "v1", image.digest().toString());
    }

    @Test
    @DisplayName("a read-only root is enough, without a writable directory, and with one at /tmp")
    void readOnly() throws IOException {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");

        mirrors("read-only", image, List.of("--read-only", "--read-only-tmpfs=false"));
        mirrors("read-only-tmp", image, List.of("--read-only", "--tmpfs", "/tmp"));
    }

    @Test
    @DisplayName("any user id of the root group, without capabilities, writes in the home directory and mirrors")
    void anyUser() throws IOException {
        List<String> options = List.of("--user", "1234567", "--cap-drop", "all", "--security-opt", "no-new-privileges");
        mirrors("any-user", ImageFixture.small(1), options);

        run(options, "regctl", "registry", "set", "--tls", "disabled", registry.host())
                .requireSuccess();
    }

    @Test
    @DisplayName("128 MiB of memory carry a copy of large layers; the heap is smaller there, with the start-up cache")
    void smallMemory() throws IOException {
        SampleImage image = ImageFixture.image()
                .layer(SampleLayer.random(7, 40_000_000))
                .layer(SampleLayer.random(8, 40_000_000))
                .layer(SampleLayer.random(9, 40_000_000))
                .build();
        mirrors("small", image, List.of("--memory", "128m", "--memory-swap", "128m"));

        List<String> options =
                List.of("--memory", "128m", "-e", "JDK_JAVA_OPTIONS=-XX:AOTMode=on -XX:+PrintFlagsFinal");
        assertThat(run(options, "regsync", "version").requireSuccess())
                .containsPattern(" MaxHeapSize +=" + " " + (64 << 20) + " ")
                .contains("VCSTag:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"regsync", "regbot"})
    @DisplayName("as process 1 a server ends by SIGTERM with 0")
    void server(String program) throws Exception {
        registry.put(program + "/from", ImageFixture.small(2), "v1");
        String script = """
                version: 1
                creds: [{registry: '%1$s', tls: disabled}]
                defaults: {interval: 1s}
                scripts: [{name: tags, script: 'tag.ls("%1$s/%2$s/from")'}]
                """.formatted(registry.host(), program);
        Gate gate = Gate.closed();
        registry.faults().on("GET", program + "/from/tags/list", new Fault.Hold(gate));
        List<String> command =
                new ArrayList<>(List.of("container", "run", "-d", "--name", "first-" + program, "--net", "host"));
        command.addAll(mounted(program, program.equals("regbot") ? script : mirror(program)));
        command.addAll(List.of(image(program), "-c", "/home/appuser/" + program + ".yml", "server"));
        podman.succeed(command.toArray(String[]::new));
        gate.awaitHeld(1);
        gate.open();

        podman.succeed("container", "stop", "--time", "120", "first-" + program);

        assertThat(podman.succeed("container", "inspect", "--format", "{{.State.ExitCode}}", "first-" + program))
                .isEqualTo("0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"regctl", "regsync", "regbot"})
    @DisplayName("the start-up cache is used: a JVM that may not start without it does")
    void startUpCache(String program) throws IOException {
        List<String> strict = List.of("-e", "JDK_JAVA_OPTIONS=-XX:AOTMode=on");

        assertThat(run(strict, program, "version").requireSuccess()).contains("VCSTag:");
        assertThat(run(List.of("-e", "JDK_JAVA_OPTIONS=-XX:AOTMode=on -Xmx40g"), program, "version")
                        .exitCode())
                .as("with a heap that the cache is not for")
                .isNotZero();
    }

    @Test
    @DisplayName("TZ chooses a time zone that the base does not know, and names of files are UTF-8")
    void timeZone() throws IOException {
        List<String> options = new ArrayList<>(mounted(
                "regbot", "version: 1\nscripts: [{name: hours, script: 'log(\"at \" .. os.date(\"%H\", 0))'}]\n"));
        options.addAll(List.of("-e", "TZ=Europe/Berlin"));

        assertThat(run(options, "regbot", "-c", "/home/appuser/regbot.yml", "once")
                        .requireSuccess())
                .contains("at 01");
        String line = "exec podman container run --rm " + image("regctl")
                + " image import ocidir://x \"none-$(printf '\\303\\251')\"";
        assertThat(ExternalProgram.run(List.of("sh", "-c", line), podman.environment())
                        .output())
                .contains("none-\u00e9: no such file");
    }

    @Test
    @DisplayName("certificates in a mounted certs.d and a login in a mounted config.json open a private registry")
    void privateRegistry() throws Exception {
        Path home = Files.createDirectory(directory.resolve("private"));
        Path log = home.resolve("log");
        Process server = PackagedProgram.of("regctl", home)
                .start(
                        log,
                        "registry",
                        "serve",
                        "--addr=127.0.0.1:0",
                        "--dir=" + home.resolve("registry"),
                        "--samples",
                        "--tls",
                        "--user=joe:secret");
        try {
            String host = addressIn(log, server);
            Path known = Files.createDirectories(home.resolve("certs.d").resolve(host));
            Files.write(known.resolve("ca.crt"), Files.readAllBytes(home.resolve("registry/.tls/ca.pem")));
            String login = Base64.getEncoder().encodeToString("joe:secret".getBytes(StandardCharsets.UTF_8));
            Path config = Files.writeString(
                    home.resolve("config.json"), "{\"auths\":{\"" + host + "\":{\"auth\":\"" + login + "\"}}}");
            List<String> options = List.of(
                    "-v", home.resolve("certs.d") + ":/etc/docker/certs.d:ro",
                    "-v", config + ":/home/appuser/.docker/config.json:ro");

            assertThat(run(options, "regctl", "repo", "ls", host).requireSuccess())
                    .contains("sample/hello\n");
            assertThat(run(options.subList(0, 2), "regctl", "repo", "ls", host).exitCode())
                    .as("without the login")
                    .isNotZero();
            assertThat(run(options.subList(2, 4), "regctl", "repo", "ls", host).exitCode())
                    .as("without the certificate")
                    .isNotZero();
        } finally {
            server.destroy();
        }
    }

    /** Waits for the line that says where the registry is. */
    private static String addressIn(Path log, Process server) throws IOException, InterruptedException {
        Matcher address = ADDRESS.matcher("");
        while (!address.find()) {
            if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("the registry has ended: " + Files.readString(log));
            }
            address.reset(Files.readString(log));
        }
        return address.group(1);
    }

    @Test
    @DisplayName("regctl image inspect shows the labels")
    void labels() throws IOException {
        for (String program : PROGRAMS) {
            Path layout = directory.resolve("saved-" + program);
            podman.succeed(
                    "image", "save", "--quiet", "--format", "oci-dir", "--output", layout.toString(), image(program));
            String digest = Files.readString(layout.resolve("index.json")).replaceAll("(?s).*(sha256:\\w+).*", "$1");
            String inspect = PackagedProgram.of("regctl", directory)
                    .succeed(
                            "image",
                            "inspect",
                            "--format",
                            "{{range $k, $v := .Config.Labels}}{{println $k $v}}{{end}}{{println .Config.User}}",
                            "ocidir://" + layout + "@" + digest);

            assertThat(inspect.lines())
                    .contains(
                            "org.opencontainers.image.title " + program,
                            "org.opencontainers.image.version " + version(),
                            "org.opencontainers.image.revision 0123abc",
                            "org.opencontainers.image.created " + created(),
                            "org.opencontainers.image.source https://git.example.org/regclient",
                            "org.opencontainers.image.licenses Apache-2.0",
                            "1000:1000");
        }
    }

    private static String version() throws IOException {
        return parent("<version>");
    }

    private static String created() throws IOException {
        return parent("<project.build.outputTimestamp>");
    }

    /** The first value of an element of the parent's build file. */
    private static String parent(String element) throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        return pom.substring(pom.indexOf(element) + element.length()).replaceAll("(?s)<.*", "");
    }

    @Test
    @DisplayName("the images share base, runtime, accounts and home; a second build has the same digests")
    void layers() throws IOException {
        List<List<String>> shared = new ArrayList<>();
        for (String program : PROGRAMS) {
            shared.add(layers(image(program)).subList(0, SHARED_LAYERS));
        }
        assertThat(shared).containsOnly(shared.getFirst());

        String again = "localhost/regclient/regsync:again";
        build("regsync", again, "--no-cache");
        assertThat(digests(again)).isEqualTo(digests(image("regsync")));
    }

    private static List<String> layers(String image) throws IOException {
        return podman.succeed("image", "inspect", "--format", "{{range .RootFS.Layers}}{{println .}}{{end}}", image)
                .lines()
                .toList();
    }

    private static String digests(String image) throws IOException {
        return podman.succeed("image", "inspect", "--format", "{{.Id}} {{.Digest}}", image);
    }

    @Test
    @DisplayName("examples/build-image.sh makes an image that runs, with the same digest each time, and not too large")
    void buildsWithoutAnEngine() throws IOException {
        Path home = Files.createDirectory(directory.resolve("builder"));
        PackagedProgram regctl = PackagedProgram.of("regctl", home);
        regctl.succeed("registry", "set", registry.host(), "--tls", "disabled");
        Path base = directory.resolve("podman/base");
        Files.createDirectory(base.resolve("etc"));
        Files.writeString(base.resolve("etc/passwd"), "root:x:0:0::/:/none\n");
        String first = buildImage(regctl, base, "built:1");

        assertThat(buildImage(regctl, base, "built:2")).isEqualTo(first);
        String image = registry.host() + "/built:2";
        assertThat(regctl.succeed("image", "get-file", image, "etc/passwd"))
                .isEqualTo("root:x:0:0::/:/none\nappuser:x:1000:1000::/home/appuser:/usr/sbin/nologin\n");
        long size = regctl.succeed("image", "manifest", "--format", "{{range .Layers}}{{println .Size}}{{end}}", image)
                .lines()
                .filter(line -> !line.isBlank())
                .skip(1)
                .mapToLong(Long::parseLong)
                .sum();
        assertThat(size).as("compressed, without the base").isBetween(20_000_000L, LARGEST);
        String run = "podman container run --rm --tls-verify=false --user 1234567 --net host " + image;
        assertThat(ExternalProgram.run(List.of("sh", "-c", run + " version"), podman.environment())
                        .requireSuccess())
                .contains("VCSTag:");
    }

    private static String buildImage(PackagedProgram regctl, Path base, String name) throws IOException {
        String script = Path.of("..", "examples", "build-image.sh").toString();
        return ExternalProgram.run(
                        List.of("sh", script, base.toString(), registry.host() + "/" + name, "regctl"),
                        regctl.environment())
                .requireSuccess();
    }

    @Test
    @DisplayName("the lines of docs/containers.md do what the page says")
    void page() throws IOException {
        Assumptions.assumeTrue(DockerRegistry.onPath("docker-registry"), "docker-registry is not on PATH: skipped");
        podman.importRegistry();
        Path home = Files.createDirectory(directory.resolve("page"));
        Files.createDirectory(home.resolve("certs.d"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(
                    home.resolve(program + "-cli"),
                    Path.of("..", program + "-cli").toAbsolutePath().normalize());
        }
        String port = Integer.toString(DockerRegistry.freePort());
        List<String> blocks = shellBlocks(Files.readString(Path.of("..", "docs", "containers.md")));
        String printed = "";
        for (String block : blocks) {
            printed = shell(home, block, port);
            if (block.contains("network create")) {
                fillUpstream(home, port);
            }
        }
        assertThat(blocks).hasSizeGreaterThan(8);
        String here = "localhost:" + port;
        assertThat(shell(home, "./regctl repo ls " + here, port).lines())
                .contains("library/alpine", "library/busybox", "library/debian", "regclient/example");
        assertThat(shell(home, "./regctl tag ls " + here + "/library/alpine", port)
                        .lines())
                .contains("3", "3.13", "3.14", "3.20", "3.21", "latest")
                .doesNotContain("3.12", "edge");
        assertThat(shell(home, "./regctl tag ls " + here + "/regclient/example", port)
                        .lines())
                .containsExactly("latest", "stable");
        assertThat(printed).doesNotContain("level=ERROR");
        assertThat(podman.succeed("container", "inspect", "--format", "{{.State.Running}}", "regsync", "regbot"))
                .isEqualTo("false\nfalse\n");
    }

    @Test
    @DisplayName("the first lines of README.md mirror an image to a registry of this machine")
    void readme() throws IOException {
        registry.put("readme/from", ImageFixture.small(3), "v1");
        Path home = Files.createDirectory(directory.resolve("readme"));
        String mvn = "mvn -DskipTests package\n";
        String serve = "podman container run -d --rm --net host localhost/regclient/regctl"
                + " registry serve --addr 127.0.0.1:5000\n";
        String block = shellBlocks(Files.readString(Path.of("..", "README.md"))).getFirst();
        String builds = block.substring(mvn.length(), block.indexOf(serve));
        assertThat(Files.readString(Path.of("..", "docs", "containers.md"))).contains(mvn, builds);

        // The images are built, a registry runs already, and Docker Hub is out of reach.
        String lines = builds.replaceAll("podman build -t (\\S+) .*", "podman tag $1:test $1")
                + block.substring(block.indexOf(serve) + serve.length())
                        .replace("busybox:latest\", target", registry.host() + "/readme/from:v1\", target")
                        .replace("127.0.0.1:5000", registry.host());
        String printed = shell(home, lines, "5000");

        assertThat(printed).endsWith("\nlatest\n").doesNotContain("level=ERROR");
    }

    /** Puts a registry in the place of Docker Hub, for the host and for the network of the page. */
    private static void fillUpstream(Path home, String port) throws IOException {
        podman.succeed("container run -d --name upstream --net registry -p 127.0.0.1::5000 registry:2".split(" ", -1));
        String host = podman.succeed("container", "port", "upstream", "5000").trim();
        URI uri = URI.create("http://" + host + "/");
        PackagedProgram.of("regctl", home)
                .succeed("registry", "set", "docker.io", "--hostname", host, "--tls", "disabled");
        SampleImage image = ImageFixture.image()
                .layer("etc/release", "1")
                .label("org.opencontainers.image.created", "2021-01-01T00:00:00Z")
                .build();
        ImageFixture.push(image, uri, "regclient/regctl", "v0.0.1");
        ImageFixture.push(image, uri, "library/busybox", "latest");
        ImageFixture.push(image, uri, "library/debian", "latest", "12.1", "12.2", "testing-20260101");
        ImageFixture.push(image, uri, "library/alpine", "latest", "3", "3.12", "3.13", "3.14", "3.20", "3.21", "edge");
        writeExample("regsync-mirror.yml", home.resolve("regsync.yml"), host, port);
        writeExample("regbot-quickstart.yml", home.resolve("regbot.yml"), "upstream:5000", port);
    }

    /** The example's file with a registry in the place of Docker Hub. */
    private static void writeExample(String name, Path file, String upstream, String port) throws IOException {
        String yaml = Files.readString(Path.of("..", "examples", name))
                .replace("localhost:5000", "localhost:" + port)
                .replace(
                        "- registry: docker.io\n",
                        "- registry: docker.io\n    tls: disabled\n    hostname: " + upstream + "\n");
        assertThat(yaml).contains(upstream);
        Files.writeString(file, yaml);
    }

    private static List<String> shellBlocks(String page) {
        return Pattern.compile("(?ms)^```shell\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Runs lines of the page with the base, the port and the certificates of this test. */
    private static String shell(Path home, String lines, String port) throws IOException {
        String script = lines.replace("podman build ", "podman build --build-arg BASE=" + Podman.BASE + " ")
                .replace("localhost:5000", "localhost:" + port)
                .replace("127.0.0.1:5000:", "127.0.0.1:" + port + ":")
                .replace("-v /etc/docker/certs.d:", "-v " + home.resolve("certs.d") + ":")
                .replace(" -it ", " "); // a test has no terminal
        Map<String, String> variables = new TreeMap<>(podman.environment());
        variables.put("HOME", home.toString());
        variables.put("HUB_USER", "someone");
        return ExternalProgram.run(List.of("sh", "-euc", "cd \"$0\"\n" + script, home.toString()), variables)
                .requireSuccess();
    }
}
