// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.FaultProxy.Moment;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
 * at steps of the completion of the target. What is there is whole, and a second run completes the copy.
 */
@Timeout(120)
class KilledCopyIT {
    private static final int BY_BYTES = 14;
    private static final int SIGKILL_EXIT = 128 + 9;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final SampleImage IMAGE = image();

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry registry;
    private static FaultProxy source;
    private static FaultProxy target;

    /**
     * A moment of a copy.
     *
     * @param arm prepares that the process is killed when the moment comes
     */
    record Point(String name, Consumer<Copy> arm) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A copy that is going to be killed. */
    static final class Copy {
        private final String target;
        private final Path layout;
        private final CompletableFuture<Process> process = new CompletableFuture<>();
        private BooleanSupplier reached = () -> false;

        Copy(String target, Path layout) {
            this.target = target;
            this.layout = layout;
        }

        void kill() {
            process.join().destroyForcibly();
        }

        /** Starts the program and waits for its death. */
        void run() throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(regctl().launcher().toString()));
            command.addAll(command(target));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(regctl().environment());
            Process started = builder.start();
            process.complete(started);
            while (!started.waitFor(1, TimeUnit.MILLISECONDS)) {
                if (reached.getAsBoolean()) {
                    kill();
                }
            }
            assertThat(started.exitValue()).as("killed while it copied").isEqualTo(SIGKILL_EXIT);
        }
    }

    private static SampleImage image() {
        SampleImage[] platforms = Stream.of("linux/amd64", "linux/arm64")
                .map(p -> ImageFixture.image(p)
                        .layer(SampleLayer.random(p.hashCode(), 2 << 20))
                        .layer(SampleLayer.random(p.hashCode() + 1, 2 << 20))
                        .build())
                .toArray(SampleImage[]::new);
        return ImageFixture.index(platforms).build();
    }

    private static Stream<SampleImage.Content> contents() {
        Set<Digest> seen = new HashSet<>();
        return Stream.concat(IMAGE.blobs().stream(), IMAGE.manifests().stream())
                .filter(content -> seen.add(content.digest()));
    }

    /** Before a share of all content has come from the source. */
    private static Stream<Point> shares() {
        long bytes = contents().mapToLong(content -> content.bytes().length).sum();
        return IntStream.range(0, BY_BYTES)
                .mapToObj(share -> new Point(
                        share + "/" + BY_BYTES + " of the bytes",
                        copy -> source.after(bytes * share / BY_BYTES, copy::kill)));
    }

    private static Point at(String request, Moment moment, int number) {
        return new Point(
                moment + " " + number + " of " + request, copy -> target.at(request, moment, number, copy::kill));
    }

    static Stream<Point> pointsOfRegistry() {
        int blobs = IMAGE.blobs().size();
        return Stream.concat(
                shares(),
                Stream.of(
                        at("^PUT .*/blobs/uploads/", Moment.ANSWER, 1),
                        at("^PUT .*/blobs/uploads/", Moment.ANSWER, blobs),
                        at("^PUT .*/manifests/sha256:", Moment.ANSWER, 1),
                        at("^PUT .*/manifests/sha256:", Moment.ANSWER, 2),
                        at("^PUT .*/manifests/v1 ", Moment.REQUEST, 1),
                        at("^PUT .*/manifests/v1 ", Moment.ANSWER, 1)));
    }

    /** When this many blobs and manifests have their final name. */
    private static Point files(long count) {
        return new Point(
                count + " files",
                copy -> copy.reached =
                        () -> finalNames(copy.layout.resolve("blobs/sha256")).size() >= count);
    }

    private static List<String> finalNames(Path folder) {
        String[] names = folder.toFile().list((parent, name) -> name.matches("[0-9a-f]{64}"));
        return names == null ? List.of() : List.of(names);
    }

    static Stream<Point> pointsOfLayout() {
        long all = contents().count();
        Stream<Point> byFiles =
                Stream.of(1L, all - 4, all - 3, all - 2, all - 1).map(KilledCopyIT::files);
        Point marked = new Point(
                "marked as layout", copy -> copy.reached = () -> Files.exists(copy.layout.resolve("oci-layout")));
        return Stream.of(shares(), byFiles, Stream.of(marked)).flatMap(points -> points);
    }

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Options.OPEN);
        source = FaultProxy.start(registry.name());
        target = FaultProxy.start(registry.name());
        ImageFixture.push(IMAGE, URI.create("http://" + registry.name() + "/"), "source", "v1");
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            source.close();
            target.close();
            registry.close();
        }
    }

    private static List<String> command(String target) {
        return List.of(
                "--host",
                "reg=" + source.name() + ",tls=disabled",
                "--host",
                "reg=" + KilledCopyIT.target.name() + ",tls=disabled",
                "image",
                "copy",
                source.name() + "/source:v1",
                target);
    }

    private static PackagedProgram regctl() throws IOException {
        return PackagedProgram.of("regctl", Files.createDirectories(directory.resolve("home")));
    }

    /** Starts a copy and fails unless it was killed while it ran. */
    private static void kill(Point point, String reference, Path layout) throws IOException, InterruptedException {
        Copy copy = new Copy(reference, layout);
        point.arm().accept(copy);
        copy.run();
    }

    @ParameterizedTest
    @MethodSource("pointsOfRegistry")
    @DisplayName("IC-20: a copy to a registry that was killed is completed by a second run")
    void completesACopyToARegistry(Point point) throws Exception {
        String repository = "target" + RUNS.incrementAndGet();
        String reference = target.name() + "/" + repository + ":v1";

        kill(point, reference, directory);
        if (isTagged(repository)) {
            walk(repository); // a tag is the last thing that is written
        }
        regctl().succeed(command(reference).toArray(String[]::new));

        walk(repository);
        // not through the proxy: it waits for more of the TLS greeting that skopeo begins with
        readBySkopeo("docker://" + registry.name() + "/" + repository + ":v1", repository);
    }

    private static boolean isTagged(String repository) throws IOException {
        URI manifest = URI.create("http://" + registry.name() + "/v2/" + repository + "/manifests/v1");
        HttpURLConnection connection = (HttpURLConnection) manifest.toURL().openConnection();
        connection.setRequestMethod("HEAD");
        connection.setRequestProperty("Accept", MediaType.OCI_INDEX);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }

    private static void walk(String repository) throws IOException {
        DigestWalk.registry(registry.name(), repository, "v1", IMAGE.digest().toString());
    }

    @ParameterizedTest
    @MethodSource("pointsOfLayout")
    @DisplayName("IC-20, OL-2, OL-9: a copy to a layout that was killed is completed by a second run")
    void completesACopyToALayout(Point point) throws Exception {
        String name = "layout" + RUNS.incrementAndGet();
        Path layout = directory.resolve(name);
        String reference = "ocidir://" + layout + ":v1";

        kill(point, reference, layout);
        assertWhole(layout);
        Path index = layout.resolve("index.json");
        if (Files.exists(index) && Files.readString(index).contains("\"v1\"")) {
            DigestWalk.layout(layout, "v1", IMAGE.digest().toString());
        }
        regctl().succeed(command(reference).toArray(String[]::new));

        DigestWalk.layout(layout, "v1", IMAGE.digest().toString());
        assertWhole(layout);
        readBySkopeo("oci:" + layout + ":v1", name);
    }

    /** A file that has its final name has its whole content. */
    private static void assertWhole(Path layout) throws IOException {
        Path folder = layout.resolve("blobs/sha256");
        for (String name : finalNames(folder)) {
            byte[] content = Files.readAllBytes(folder.resolve(name));
            assertThat(DigestAlgorithm.SHA256.digest(content).hex()).isEqualTo(name);
        }
    }

    private static void readBySkopeo(String image, String name) throws IOException {
        if (DockerRegistry.onPath("skopeo")) {
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
