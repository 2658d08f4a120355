// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.FaultProxy.Moment;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program copies the 200 tags of a repository, is ended in the middle, and is started again. */
@Timeout(300)
class InterruptedRepoCopyIT {
    private static final int TAGS = 200;
    private static final int TAGS_OF_ONE_RUN = 70;
    /** Requests to one registry at the same time: what may have been done without the program's knowing. */
    private static final int IN_FLIGHT = 3;

    private static final Pattern CONTENT =
            Pattern.compile("^PUT \\S*(?:[?&]digest=sha256(?::|%3A)([0-9a-f]{64})|/manifests/(v[0-9]+)) ");

    @TempDir
    private Path directory = Path.of("");

    private final Map<String, SampleImage> images = new LinkedHashMap<>();
    private final Set<String> walked = new HashSet<>();

    /** Writes images with a configuration of their own and a layer that all have. */
    private void writeSource() {
        SampleLayer base = SampleLayer.random(1, 1000);
        for (int number = 0; number < TAGS; number++) {
            SampleImage image = ImageFixture.image()
                    .layer(base)
                    .label("number", Integer.toString(number))
                    .build();
            images.put("v" + number, image);
            ImageFixture.writeLayout(image, directory.resolve("source"), "v" + number);
        }
    }

    @Test
    @DisplayName(
            "9.10.1, IC-20: what an interrupted copy of 200 tags has tagged is whole, and its repetition sends the rest")
    void sendsTheRest() throws Exception {
        writeSource();
        try (DockerRegistry registry =
                        DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Options.OPEN);
                FaultProxy network = FaultProxy.start(registry.name())) {
            String output = interrupt(network, Process::destroy, 1);
            assertThat(output.lines()).as(output).hasSize(1);
            walkNewTags(registry, TAGS_OF_ONE_RUN);

            interrupt(network, Process::destroyForcibly, 128 + 9);
            walkNewTags(registry, 2 * TAGS_OF_ONE_RUN);

            regctl().succeed(command(network));
            walkNewTags(registry, TAGS);
            assertThat(walked).isEqualTo(images.keySet());
            assertSentOnce(network.requests());
        }
    }

    /** Ends a copy when a number of tags have been written and the program has not heard of the last. */
    private String interrupt(FaultProxy network, Consumer<Process> signal, int exitCode)
            throws IOException, InterruptedException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        network.at("^PUT .*/manifests/v", Moment.ANSWER, TAGS_OF_ONE_RUN, () -> signal.accept(started.join()));
        Path output = directory.resolve("output");
        Process process = regctl().start(output, command(network));
        started.complete(process);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
        return Files.readString(output);
    }

    private String[] command(FaultProxy network) {
        String target = network.name();
        return new String[] {
            "--host",
            "reg=" + target + ",tls=disabled",
            "repo",
            "copy",
            "ocidir://" + directory.resolve("source"),
            target + "/many"
        };
    }

    private PackagedProgram regctl() throws IOException {
        return PackagedProgram.of("regctl", Files.createDirectories(directory.resolve("home")));
    }

    /** Reads all that the tags need which no walk before has read. */
    private void walkNewTags(DockerRegistry registry, int atLeast) throws IOException {
        List<String> tags;
        URI list = URI.create("http://" + registry.name() + "/v2/many/tags/list?n=1000");
        try (InputStream in = list.toURL().openStream()) {
            tags = Json.parseObject(in.readAllBytes(), "tags").strings("tags");
        }
        assertThat(tags).hasSizeBetween(atLeast, Math.min(TAGS, atLeast + 2 * IN_FLIGHT));
        for (Map.Entry<String, SampleImage> image : images.entrySet()) {
            String tag = image.getKey();
            if (tags.contains(tag) && walked.add(tag)) {
                DigestWalk.registry(
                        registry.name(), "many", tag, image.getValue().digest().toString());
            }
        }
    }

    private void assertSentOnce(List<String> requests) {
        List<String> sent = requests.stream()
                .map(CONTENT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(found.group(1) == null ? 2 : 1))
                .toList();
        long blobs = images.values().stream()
                .flatMap(image -> image.blobs().stream())
                .map(SampleImage.Content::digest)
                .distinct()
                .count();
        int needed = Math.toIntExact(blobs) + TAGS;

        assertThat(Set.copyOf(sent)).hasSize(needed);
        assertThat(sent).hasSizeBetween(needed, needed + 2 * IN_FLIGHT);
    }
}
