// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.SampleImage;
import io.regclient.server.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged program is killed at twenty points of a copy: before a share of the bytes has come from the source, and
 * some milliseconds after the last one, while the target is completed. What is there is whole, and a second run
 * completes the copy.
 */
@Timeout(120)
class KilledCopyIT {
    private static final int POINTS = 20;
    private static final int BY_BYTES = 14;
    private static final int DELAY_MILLIS = 8;
    private static final SampleImage IMAGE = image();

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry registry;
    private static FaultProxy source;

    private static SampleImage image() {
        SampleImage[] platforms = Stream.of("linux/amd64", "linux/arm64")
                .map(p -> ImageFixture.image(p)
                        .layer(SampleLayer.random(p.hashCode(), 2 << 20))
                        .layer(SampleLayer.random(p.hashCode() + 1, 2 << 20))
                        .build())
                .toArray(SampleImage[]::new);
        return ImageFixture.index(platforms).build();
    }

    /** All bytes of content a copy gets from the source. */
    private static long bytes() {
        Set<Digest> seen = new HashSet<>();
        return Stream.concat(IMAGE.blobs().stream(), IMAGE.manifests().stream())
                .filter(content -> seen.add(content.digest()))
                .mapToLong(content -> content.bytes().length)
                .sum();
    }

    static IntStream points() {
        return IntStream.range(0, POINTS);
    }

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Options.OPEN);
        source = FaultProxy.start(registry.name());
        ImageFixture.push(IMAGE, URI.create("http://" + registry.name() + "/"), "source", "v1");
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            source.close();
            registry.close();
        }
    }

    private static List<String> command(String target) {
        return List.of(
                "--host",
                "reg=" + source.name() + ",tls=disabled",
                "--host",
                "reg=" + registry.name() + ",tls=disabled",
                "image",
                "copy",
                source.name() + "/source:v1",
                target);
    }

    private static PackagedProgram regctl() throws IOException {
        return PackagedProgram.of("regctl", Files.createDirectories(directory.resolve("home")));
    }

    /** Starts a copy and ends it with SIGKILL; true when it was still running. */
    private static boolean kill(int point, String target) throws Exception {
        CompletableFuture<Process> started = new CompletableFuture<>();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        long bytes = point < BY_BYTES ? bytes() * point / BY_BYTES : bytes() - 1;
        source.after(bytes, () -> {
            if (point < BY_BYTES) {
                started.join().destroyForcibly();
            }
            reached.complete(true);
        });
        List<String> command = new ArrayList<>(List.of(regctl().launcher().toString()));
        command.addAll(command(target));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(regctl().environment());
        Process process = builder.start();
        started.complete(process);
        reached.get(30, TimeUnit.SECONDS);
        boolean ended =
                point >= BY_BYTES && process.waitFor((point - BY_BYTES) * (long) DELAY_MILLIS, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return !ended;
    }

    @ParameterizedTest
    @MethodSource("points")
    @DisplayName("IC-20: a copy to a registry that was killed is completed by a second run")
    void completesACopyToARegistry(int point) throws Exception {
        String repository = "target" + point;
        String target = registry.name() + "/" + repository + ":v1";

        boolean killed = kill(point, target);
        assertThat(killed || point >= BY_BYTES).as("the program was killed").isTrue();
        if (regctl().run(tagCommand(target)).exitCode() == 0) {
            walk(repository); // a tag is the last thing that is written
        }
        regctl().succeed(command(target).toArray(String[]::new));

        walk(repository);
        readBySkopeo("docker://" + target, "registry" + point);
    }

    private static String[] tagCommand(String target) {
        return new String[] {"--host", "reg=" + registry.name() + ",tls=disabled", "image", "digest", target};
    }

    private static void walk(String repository) throws IOException {
        DigestWalk.registry(registry.name(), repository, "v1", IMAGE.digest().toString());
    }

    @ParameterizedTest
    @MethodSource("points")
    @DisplayName("IC-20, OL-2, OL-9: a copy to a layout that was killed is completed by a second run")
    void completesACopyToALayout(int point) throws Exception {
        Path layout = directory.resolve("layout" + point);
        String target = "ocidir://" + layout + ":v1";

        boolean killed = kill(point, target);
        assertThat(killed || point >= BY_BYTES).as("the program was killed").isTrue();
        if (regctl().run("image", "digest", target).exitCode() == 0) {
            DigestWalk.layout(layout, "v1", IMAGE.digest().toString());
        }
        regctl().succeed(command(target).toArray(String[]::new));

        DigestWalk.layout(layout, "v1", IMAGE.digest().toString());
        readBySkopeo("oci:" + layout + ":v1", "copy" + point);
    }

    /** Every fifth result is read by another program as well, where it is installed. */
    private static void readBySkopeo(String image, String name) throws IOException {
        if (DockerRegistry.onPath("skopeo") && name.matches(".*[05]")) {
            ExternalProgram.run(
                            "skopeo",
                            "copy",
                            "--quiet",
                            "--all",
                            "--src-tls-verify=false",
                            image,
                            "dir:" + directory.resolve("skopeo-" + name))
                    .requireSuccess();
        }
    }
}
