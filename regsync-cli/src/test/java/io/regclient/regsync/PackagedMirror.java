// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged program with a configuration of one repository, {@code team/app}, from a registry whose tags a test moves
 * to Debian's docker-registry.
 */
final class PackagedMirror implements AutoCloseable {
    static final String REPOSITORY = "team/app";

    private final Path directory;
    private final InProcessRegistry source;
    private final DockerRegistry target;
    private final PackagedProgram regsync;

    private PackagedMirror(Path directory, InProcessRegistry source, DockerRegistry target) {
        this.directory = directory;
        this.source = source;
        this.target = target;
        this.regsync = PackagedProgram.of("regsync", directory);
    }

    static PackagedMirror start(Path directory) throws IOException {
        DockerRegistry target = DockerRegistry.start(directory.resolve("target"), DockerRegistry.Options.OPEN);
        return new PackagedMirror(directory, InProcessRegistry.start(), target);
    }

    /** Writes the configuration, with lines of the file and lines of the entry. */
    void configure(String file, String entry) throws IOException {
        Files.writeString(directory.resolve("regsync.yml"), """
                creds: [{registry: '%s', tls: disabled}, {registry: '%s', tls: disabled}]
                %s
                sync:
                - source: %s/%s
                  target: %s
                  type: repository
                %s
                """.formatted(
                        source.host(),
                        target.name(),
                        file.strip(),
                        source.host(),
                        REPOSITORY,
                        target(),
                        entry.indent(2).stripTrailing()));
    }

    /** Moves tags of the source to an image. */
    void publish(SampleImage image, String... tags) {
        source.put(REPOSITORY, image, tags);
    }

    private List<String> line(List<String> args) {
        List<String> line = new ArrayList<>(args);
        line.addAll(List.of("-c", file()));
        return line;
    }

    /** Runs a command that must succeed, and gives what it printed. */
    String succeed(String... args) throws IOException {
        return regsync.succeed(line(List.of(args)).toArray(String[]::new));
    }

    ExternalProgram run(String... args) throws IOException {
        return regsync.run(line(List.of(args)).toArray(String[]::new));
    }

    /** The start script. */
    String launcher() {
        return regsync.launcher().toString();
    }

    Map<String, String> environment() {
        return regsync.environment();
    }

    /** The configuration. */
    String file() {
        return directory.resolve("regsync.yml").toString();
    }

    /** Starts a command and lets it run; what it prints goes to a file. */
    Process begin(Path output, String... args) throws IOException {
        return regsync.start(output, line(List.of(args)).toArray(String[]::new));
    }

    /** Requests that the source has answered. */
    int requests() {
        return source.requests().all().size();
    }

    void forgetRequests() {
        source.requests().clear();
    }

    /** The target's repository, with its registry. */
    String target() {
        return target.name() + "/" + REPOSITORY;
    }

    String target(String tag) {
        return target() + ":" + tag;
    }

    String source(String tag) {
        return source.host() + "/" + REPOSITORY + ":" + tag;
    }

    private URI api(String path) {
        return URI.create("http://" + target.name() + "/v2/" + REPOSITORY + path);
    }

    /** The tags that the target has. */
    List<String> tags() {
        return RegsyncHttp.strings(RegsyncHttp.get(api("/tags/list")), "tags").stream()
                .sorted()
                .toList();
    }

    /** What a tag of the target stands for. */
    String digest(String tag) {
        return RegsyncHttp.digest(api("/manifests/" + tag));
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
