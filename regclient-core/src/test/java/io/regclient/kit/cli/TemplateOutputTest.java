// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.testing.ExternalProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template functions every program offers (contract regctl 7.1, 7.2). */
class TemplateOutputTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    private String expand(String template) throws IOException {
        Environment environment = Environment.of(Map.of("NAME", "value"), directory, directory);
        return Template.parse(template, TemplateOutput.functions(environment)).expand(Optional.empty());
    }

    @Test
    @DisplayName("regctl 7.1: the object is printed without a line break")
    void prints() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                false);
        Invocation invocation = new Invocation(
                List.of(), new GlobalFlags("WARN", false), streams, Environment.of(Map.of(), directory, directory));

        new FormatFlag(new FlagSet(), "{{.Name}}!")
                .print(
                        invocation,
                        TemplateObject.struct("demo.Thing").field("Name", "it").build());

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("it!");
    }

    @Test
    @DisplayName("regctl 7.2: env sees the environment of the run only")
    void readsVariables() throws IOException {
        assertThat(expand("{{env \"NAME\"}}|{{env \"PATH\"}}")).isEqualTo("value|");
    }

    @Test
    @DisplayName(
            "regctl 7.2: file reads below the working directory without the last line break; one that is absent is empty")
    void readsFiles() throws IOException {
        Files.writeString(directory.resolve("secret"), "s3cret\n");

        assertThat(expand("{{file \"secret\"}}")).isEqualTo("s3cret");
        assertThat(expand("{{file \"absent\"}}{{file \"secret/x\"}}{{file \"\\x00\"}}"))
                .isEmpty();
        assertThat(expand("{{file \"/dev/null\"}}")).isEmpty();
    }

    @Test
    @DisplayName("file reads a megabyte; a larger file is an error that names the limit")
    void boundsFiles() throws IOException {
        Files.writeString(directory.resolve("fits"), "x".repeat(MEGABYTE));
        Files.writeString(directory.resolve("large"), "x".repeat(MEGABYTE + 1));

        assertThat(expand("{{file \"fits\"}}")).hasSize(MEGABYTE);
        for (String name : List.of("large", "/dev/zero")) {
            assertThatThrownBy(() -> expand("{{file \"" + name + "\"}}"))
                    .hasMessageContaining(
                            "error calling file: " + name + " is larger than the limit of " + MEGABYTE + " bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"pipe,a named pipe", ".,a directory", "/dev/tty,a device", "socket,a socket"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("file does not open what is no file, and says so instead of being empty")
    void opensOnlyFiles(String name, String what) throws IOException {
        ExternalProgram.run(List.of("mkfifo", directory.resolve("pipe").toString()))
                .requireSuccess();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));

            assertThatThrownBy(() -> expand("{{file \"" + name + "\"}}"))
                    .hasMessageContaining("error calling file: ")
                    .hasMessageEndingWith(": not a file but " + what);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("file does not wait for a pipe that the process was given")
    void readsNoOpenPipe() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(directory.resolve("server")));
            List<String> pipes = new ArrayList<>();
            try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                open.forEach(fd -> pipes.add("/dev/fd/" + fd.getFileName()));
            }
            pipes.removeIf(fd -> Files.notExists(Path.of(fd)) || !isOther(Path.of(fd)));

            assertThat(pipes)
                    .isNotEmpty()
                    .allSatisfy(fd -> assertThatThrownBy(() -> expand("{{file \"" + fd + "\"}}"))
                            .hasMessageContaining(": not a file but a "));
        }
    }

    private static boolean isOther(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther()
                    && !path.toRealPath().startsWith("/dev/null");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void knowsTheTimeOfThisMachine() throws IOException {
        int before = Year.now(ZoneId.systemDefault()).getValue();
        int year = Integer.parseInt(expand("{{time.Now.Year}}"));

        assertThat(year).isBetween(before, Year.now(ZoneId.systemDefault()).getValue());
    }
}
