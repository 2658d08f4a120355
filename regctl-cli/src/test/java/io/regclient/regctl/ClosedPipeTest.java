// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Streams;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import io.regclient.testing.InProcessRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of stdout that leaves early, as {@code | head -1} does, ends every command quietly (contract regctl 2.3). */
class ClosedPipeTest {
    /** What a shell tells of a Go program that SIGPIPE has ended. */
    private static final int GONE = 141;

    /** Commands that print nothing, and that which serves until it is ended. */
    private static final List<String> SILENT = List.of(
            "regctl artifact put",
            "regctl blob copy",
            "regctl blob delete",
            "regctl config set",
            "regctl image create",
            "regctl image delete",
            "regctl image import",
            "regctl index add",
            "regctl index create",
            "regctl index delete",
            "regctl manifest delete",
            "regctl manifest put",
            "regctl registry login",
            "regctl registry logout",
            "regctl registry set",
            "regctl tag delete");

    @TempDir
    Path directory;

    private RegistryServer registry;
    private InProcessRegistry mirror;

    @BeforeEach
    void startRegistries() throws IOException {
        registry = RegistryServer.start(
                RegistryOptions.builder(directory.resolve("open")).build());
        registry.putSamples();
        mirror = InProcessRegistry.start();
    }

    @AfterEach
    void stopRegistries() throws IOException {
        registry.close();
        mirror.close();
    }

    /** A pipe whose reader has gone after some bytes. */
    private static final class Pipe extends OutputStream {
        private final int wanted;
        private int taken;
        private boolean refused;

        private Pipe(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void write(int b) throws IOException {
            if (taken >= wanted) {
                refused = true;
                throw new IOException("Broken pipe");
            }
            taken++;
        }
    }

    private int run(Pipe pipe, ByteArrayOutputStream err, String input, List<String> words) {
        List<String> all = new ArrayList<>(
                List.of("--host", "reg=" + registry.host() + ",tls=disabled", "--host", TestHosts.host(mirror)));
        all.addAll(words);
        Streams streams = new Streams(
                Streams.results(pipe),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                false,
                false);
        return Regctl.PROGRAM.run(all, streams, Environment.of(Map.of(), directory, directory));
    }

    private List<String> placed(List<String> words) {
        return words.stream()
                .map(word -> word.replace(Example.HOST, registry.host()).replace(Example.MIRROR, mirror.host()))
                .toList();
    }

    @Test
    @DisplayName("regctl 2.3: each command that has something to print ends with 141 and no error on stderr")
    void everyWriter() {
        Map<String, Boolean> writers = new TreeMap<>();
        SoftAssertions checks = new SoftAssertions();
        for (List<CommandNode> path : Regctl.PROGRAM.tree().paths()) {
            if (path.getLast() instanceof CommandLeaf leaf) {
                String name = String.join(
                        " ", path.stream().map(node -> node.word().name()).toList());
                for (Example example :
                        leaf.help().examples().stream().filter(Example::ends).toList()) {
                    List<String> words = new ArrayList<>(path.stream()
                            .skip(1)
                            .map(node -> node.word().name())
                            .toList());
                    words.addAll(placed(example.arguments()));
                    Pipe pipe = new Pipe(0);
                    ByteArrayOutputStream err = new ByteArrayOutputStream();
                    int code = run(pipe, err, example.input().orElse("word\n"), words);
                    writers.merge(name, pipe.refused, Boolean::logicalOr);
                    checks.assertThat(code).as("exit of %s", words).isEqualTo(pipe.refused ? GONE : 0);
                    checks.assertThat(err.toString(StandardCharsets.UTF_8).lines())
                            .as("stderr of %s", words)
                            .allMatch(line -> line.startsWith("time="));
                }
            }
        }
        checks.assertAll();
        assertThat(writers.entrySet().stream()
                        .filter(writer -> !writer.getValue())
                        .map(Map.Entry::getKey))
                .as("commands whose examples print nothing")
                .isSubsetOf(SILENT);
    }

    @Test
    @DisplayName("regctl 2.3: help, and what a template prints before it fails, end in the same way")
    void helpAndTemplates() {
        for (List<String> words : List.of(
                List.of("--help"),
                List.of("image", "--help"),
                List.of("tag", "ls", registry.host() + "/sample/hello", "--format", "{{println .Tags}}{{.Nope}}"))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertThat(run(new Pipe(0), err, "", words)).as("%s", words).isEqualTo(GONE);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    @DisplayName("regctl 2.3: content that nobody reads to its end is not fetched to its end")
    void stopsEarly() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Pipe pipe = new Pipe(100);

        int code = run(pipe, err, "", List.of("image", "export", registry.host() + "/sample/hello:latest"));

        assertThat(code).isEqualTo(GONE);
        assertThat(pipe.taken).isEqualTo(100);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    @DisplayName("regctl 2.3: a full disk behind stdout is told, once")
    void fullDisk() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(
                Streams.results(full),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                false);

        int code = Regctl.PROGRAM.run(
                List.of(
                        "--host",
                        "reg=" + registry.host() + ",tls=disabled",
                        "image",
                        "export",
                        registry.host() + "/sample/hello:latest"),
                streams,
                Environment.of(Map.of(), directory, directory));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("failed to write to stdout: No space left on device\n");
    }
}
