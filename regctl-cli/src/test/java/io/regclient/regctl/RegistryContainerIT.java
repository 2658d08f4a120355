// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliRunner;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.HostFiles;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/**
 * An image goes from a layout to a registry in a container and on to a second one. The registry is the program of this
 * machine where there is one, packed into an image of its own, so that nothing is downloaded; else the published image.
 * Skipped with a message where no container engine answers at {@code DOCKER_HOST} or the usual socket.
 */
@Timeout(180)
class RegistryContainerIT {
    private static final int PORT = 5000;
    private static final String PUBLISHED = "registry:2.8.3";
    private static final String CONFIGURATION = """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: /data}, delete: {enabled: true}}
            http: {addr: ':5000'}
            """;

    @TempDir
    private static Path directory = Path.of("");

    private static List<GenericContainer<?>> registries = List.of();
    private static Optional<String> builtImage = Optional.empty();

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no container engine answers, neither at DOCKER_HOST nor at the usual socket: skipped");
        Future<String> image = image();
        registries = List.of(container(image), container(image));
        registries.forEach(GenericContainer::start);
    }

    @AfterAll
    static void stop() {
        registries.forEach(GenericContainer::stop);
        builtImage.ifPresent(name -> DockerClientFactory.instance()
                .client()
                .removeImageCmd(name)
                .withForce(true)
                .exec());
    }

    private static GenericContainer<?> container(Future<String> image) {
        return new GenericContainer<>(image)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/v2/").forPort(PORT).forStatusCode(200));
    }

    private static Future<String> image() throws IOException {
        if (!DockerRegistry.onPath("docker-registry")) {
            return new RemoteDockerImage(DockerImageName.parse(PUBLISHED));
        }
        Path program = HostFiles.program("docker-registry");
        ImageFromDockerfile image = new ImageFromDockerfile()
                .withFileFromPath("docker-registry", program)
                .withFileFromString("config.yml", CONFIGURATION);
        StringBuilder libraries = new StringBuilder();
        for (Path file : HostFiles.librariesOf(program)) {
            image.withFileFromPath("root" + file, file.toRealPath());
            libraries.append("COPY root").append(file).append(' ').append(file).append('\n');
        }
        builtImage = Optional.of(image.getDockerImageName());
        return image.withFileFromString(
                "Dockerfile",
                "FROM scratch\n" + libraries
                        + "COPY docker-registry /docker-registry\n"
                        + "COPY config.yml /config.yml\n"
                        + "ENTRYPOINT [\"/docker-registry\", \"serve\", \"/config.yml\"]\n");
    }

    private static String name(GenericContainer<?> registry) {
        return registry.getHost() + ":" + registry.getMappedPort(PORT);
    }

    @Test
    @DisplayName("regctl 9.6: an image goes from a layout to a registry in a container and to another one, unchanged")
    void copiesBetweenContainers() throws IOException {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        ImageFixture.writeLayout(image, directory.resolve("layout"), "v1");
        String first = name(registries.getFirst());
        String second = name(registries.getLast());

        copy("ocidir://" + directory.resolve("layout") + ":v1", first + "/app:v1");
        copy(first + "/app:v1", second + "/mirror/app:v2");

        DigestWalk.registry(first, "app", "v1", image.digest().toString());
        DigestWalk.registry(second, "mirror/app", "v2", image.digest().toString());
    }

    private static void copy(String source, String target) {
        CliRunner regctl = ProgramRunner.of(Regctl.PROGRAM, directory);
        regctl.run(
                        "--host",
                        "reg=" + name(registries.getFirst()) + ",tls=disabled",
                        "--host",
                        "reg=" + name(registries.getLast()) + ",tls=disabled",
                        "image",
                        "copy",
                        source,
                        target)
                .check()
                .succeeds()
                .out(target + "\n");
    }
}
