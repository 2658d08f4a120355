// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.regclient.digest.Digest;
import io.regclient.testing.CliResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option of {@code image mod} on an image whose files the test reads itself (contract regctl 11). */
class ImageModTest {
    private static final String OLD = "2026-01-01T00:00:00Z";
    private static final String NEW = "2020-02-02T00:00:00Z";
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(--.*)` \\|.*\\| *(?<before>`[^`|]*`)? *\\| *(?<after>`[^`|]*`)? *\\|$");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^' ])+");

    @TempDir
    Path directory;

    private ModLayout layout;

    /** One image of two layers, the second of which holds an archive. */
    @BeforeEach
    void writeImage() throws IOException {
        layout = new ModLayout(directory);
        byte[] base = tar("etc/motd", "hello".getBytes(StandardCharsets.UTF_8));
        byte[] inner = tar("inner", new byte[] {1});
        byte[] top = tar("opt/inner.tar", inner);
        String config = layout.put("application/vnd.oci.image.config.v1+json", """
                {"created":"%1$s","author":"old","architecture":"amd64","os":"linux","config":{"User":"old",\
                "ExposedPorts":{"22/tcp":{}},"Env":["PATH=/bin","OLD=1"],"Entrypoint":["/e"],"Cmd":["/c"],\
                "Volumes":{"/old":{}},"WorkingDir":"/old","Labels":{"old":"1","time":"2019-01-01T00:00:00Z"}},\
                "rootfs":{"type":"layers","diff_ids":["%2$s","%3$s"]},"history":[\
                {"created":"%1$s","created_by":"ADD base"},\
                {"created":"%1$s","created_by":"ARG token=secret","empty_layer":true},\
                {"created":"%1$s","created_by":"RUN |1 token=secret make"}]}""".formatted(
                        OLD, Digest.sha256(base), Digest.sha256(top)));
        String layerType = "application/vnd.oci.image.layer.v1.tar";
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,\
                "layers":[%s,%s],"annotations":{"old":"1"}}""".formatted(config, layout.put(layerType, base), layout.put(layerType, top));
        layout.tag("v1", layout.put("application/vnd.oci.image.manifest.v1+json", manifest));
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            entry.setLastModifiedTime(FileTime.from(Instant.parse(OLD)));
            entry.setUserName("builder");
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** The rows of one section of docs/image-mod.md that have a before and an after. */
    private static Stream<Arguments> rows(String section) throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "docs", "image-mod.md"));
        int start = page.indexOf("\n## " + section + "\n");
        return ROW.matcher(page.substring(start, page.indexOf("\n## ", start + 1)))
                .results()
                .map(row -> arguments(
                        unquoted(Objects.toString(row.group("before"), "")),
                        unquoted(Objects.toString(row.group("after"), "")),
                        words(row.group(1))));
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    /** The words of a command line, as a shell sees them. */
    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toList();
    }

    static Stream<Arguments> configs() throws IOException {
        return Stream.concat(
                rows("Configs"),
                Stream.of(
                        arguments(OLD, NEW, List.of("--config-time-max", NEW)),
                        arguments(OLD, NEW, List.of("--time-max", NEW)),
                        arguments("", NEW, List.of("--config-time", "set=" + NEW + ",base-layers=1"))));
    }

    static Stream<Arguments> manifests() throws IOException {
        return rows("Manifests");
    }

    static Stream<Arguments> layers() throws IOException {
        return Stream.concat(
                rows("Layers and files"),
                Stream.of(
                        arguments("motd " + OLD, "motd " + NEW, List.of("--layer-time-max", NEW)),
                        arguments("motd " + OLD, "motd " + NEW, List.of("--time-max", NEW)),
                        arguments(
                                "inner " + OLD,
                                "inner " + NEW,
                                List.of("--file-tar-time-max", "opt/inner.tar," + NEW))));
    }

    private void run(List<String> options) {
        String[] words =
                Stream.concat(Stream.of("--create", "new"), options.stream()).toArray(String[]::new);
        layout.mod("v1", words)
                .check()
                .succeeds()
                .out(ModLayout.ref("new") + "\n")
                .err("");
    }

    private static void assertChange(String before, String after, String gone, String come) {
        assertThat(before).contains(gone);
        if (gone.isEmpty()) {
            assertThat(after).contains(come);
        } else {
            assertThat(after).doesNotContain(gone).contains(come);
        }
        if (!come.isEmpty()) {
            assertThat(before).doesNotContain(come);
        }
    }

    @ParameterizedTest(name = "regctl 11 {2}")
    @MethodSource("configs")
    void changesTheConfig(String gone, String come, List<String> options) throws IOException {
        run(options);
        assertChange(layout.config("v1"), layout.config("new"), gone, come);
        assertThat(layout.files("new")).isNotEmpty();
    }

    @ParameterizedTest(name = "regctl 11 {2}")
    @MethodSource("manifests")
    void changesTheManifest(String gone, String come, List<String> options) throws IOException {
        run(options);
        assertChange(layout.manifest("v1"), layout.manifest("new"), gone, come);
        assertThat(layout.files("new")).isNotEmpty();
    }

    @ParameterizedTest(name = "regctl 11 {2}")
    @MethodSource("layers")
    void changesTheFiles(String gone, String come, List<String> options) throws IOException {
        run(options);
        assertChange(listing("v1"), listing("new"), gone, come);
    }

    private String listing(String tag) throws IOException {
        return String.join(";", layout.files(tag)) + ";";
    }

    @Test
    @DisplayName("regctl 11: the page of the command has a row for every option but those with tests of their own")
    void documentsEveryOption() throws IOException {
        assertThat(configs().count()).isEqualTo(25);
        assertThat(manifests().count()).isEqualTo(8);
        assertThat(layers().count()).isEqualTo(13);
    }

    @Test
    @DisplayName("regctl 11 --layer-add: an archive and a directory become layers, for one platform where asked")
    void addsLayers() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("folder"));
        Files.writeString(folder.resolve("added.txt"), "a");
        Files.write(directory.resolve("layer.tar"), tar("from-tar", new byte[] {2}));

        layout.mod(
                        "v1",
                        "--create",
                        "new",
                        "--layer-add",
                        "tar=layer.tar,mediaType=application/vnd.oci.image.layer.v1.tar+zstd",
                        "--layer-add",
                        "dir=folder,platform=linux/amd64",
                        "--layer-add",
                        "dir=folder,platform=linux/arm64")
                .check()
                .succeeds()
                .errContains("linux/arm64");

        assertThat(layout.files("new").stream().map(line -> line.replaceFirst(" 2.*", "")))
                .containsExactly(
                        "layer application/vnd.oci.image.layer.v1.tar",
                        "etc/motd",
                        "layer application/vnd.oci.image.layer.v1.tar",
                        "opt/inner.tar",
                        "inner",
                        "layer application/vnd.oci.image.layer.v1.tar+zstd",
                        "from-tar",
                        "layer application/vnd.oci.image.layer.v1.tar+gzip",
                        "added.txt");
        assertThat(layout.config("new")).contains("\"comment\":\"regclient\"");
    }

    @Test
    @DisplayName("regctl 11 --layer-add dir: pipes are left out, with one warning for all of them")
    void tellsWhatIsLeftOut() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(directory.resolve("folder"));
        Files.writeString(folder.resolve("added.txt"), "a");
        Process pipes = new ProcessBuilder("mkfifo", "one", "two")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(pipes.waitFor()).isZero();

        CliResult result = layout.mod("v1", "--create", "new", "--layer-add", "dir=folder");

        result.check().succeeds().errContains("Pipes, sockets and devices are left out", "count=2", "first=one");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(listing("new")).contains("added.txt").doesNotContain("one", "two");
    }

    @Test
    @DisplayName("regctl 11 --to-oci: what --to-docker did is undone to the byte")
    void convertsThereAndBack() throws IOException {
        run(List.of("--to-docker"));
        assertThat(layout.manifest("new")).contains("docker").doesNotContain("vnd.oci");
        layout.mod("new", "--create", "back", "--to-oci").check().succeeds();
        assertThat(layout.manifest("back")).isEqualTo(layout.manifest("v1"));
    }

    @Test
    @DisplayName("regctl 11.2: options of a phase apply in the order of the line")
    void keepsTheOrder() throws IOException {
        run(List.of("--layer-strip-file", "etc/motd", "--env", "A=1", "--env", "A=", "--env", "B=", "--env", "B=2"));
        assertThat(layout.config("new")).contains("\"B=2\"").doesNotContain("A=");
        run(List.of("--label", "x=1", "--label-to-annotation", "--annotation", "time="));
        assertThat(layout.manifest("new")).contains("\"old\":\"1\"").doesNotContain("\"time\"", "\"x\"");
        run(List.of("--annotation", "time=", "--label-to-annotation"));
        assertThat(layout.manifest("new")).contains("\"time\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config-time", "--layer-time", "--time"})
    @DisplayName("regctl 11.2, 11.7: from-label takes the label as the options before it have left it")
    void takesTheLabelInItsPlace(String option) throws IOException {
        String time = option + "=from-label=time";
        run(List.of("--label", "time=2018-01-01T00:00:00Z", time, "--label", "time="));
        assertTimes(option, "2018-01-01T00:00:00Z");
        assertThat(layout.config("new")).doesNotContain("\"time\"");
        run(List.of(time, "--label", "time=2018-01-01T00:00:00Z"));
        assertTimes(option, "2019-01-01T00:00:00Z");
        assertThat(layout.config("new")).contains("\"time\":\"2018-01-01T00:00:00Z\"");

        layout.mod("v1", "--create", "none", "--label", "time=", time)
                .check()
                .exits(1)
                .errContains("label not found in the config of linux/amd64: time");
    }

    private void assertTimes(String option, String time) throws IOException {
        if (!option.equals("--layer-time")) {
            assertThat(layout.config("new")).contains("{\"created\":\"" + time);
        }
        if (!option.equals("--config-time")) {
            assertThat(listing("new")).contains("etc/motd " + time);
        }
    }

    @Test
    @DisplayName(
            "regctl 11.2: --to-oci and --annotation, --layer-add and --layer-time concern each other in either order")
    void concernsWhatTheOtherDid() throws IOException {
        run(List.of("--to-docker"));
        List<String> manifests = new ArrayList<>();
        for (String[] order : new String[][] {{"--to-oci", "--annotation=x=1"}, {"--annotation=x=1", "--to-oci"}}) {
            layout.mod("new", "--create", "both", order[0], order[1]).check().succeeds();
            manifests.add(layout.manifest("both"));
        }
        assertThat(manifests.getFirst()).contains("\"x\":\"1\"").doesNotContain("docker");
        assertThat(manifests.getLast()).isEqualTo(manifests.getFirst());

        Files.writeString(Files.createDirectories(directory.resolve("folder")).resolve("added"), "a");
        String time = "--layer-time=set=" + NEW;
        for (String[] order : new String[][] {{"--layer-add=dir=folder", time}, {time, "--layer-add=dir=folder"}}) {
            run(List.of(order));
            assertThat(listing("new")).contains("added " + NEW, "motd " + NEW);
        }
    }

    @Test
    @DisplayName("regctl 11.7: after, base-layers and base-ref spare the times they name, of files and of history")
    void sparesTimes() throws IOException {
        layout.mod("v1", "--create", "base", "--layer-rm-index", "1").check().succeeds();
        run(List.of("--time", "set=" + NEW + ",after=" + OLD));
        assertThat(layout.manifest("new")).isEqualTo(layout.manifest("v1"));
        for (String spared : List.of("base-layers=1", "base-ref=" + ModLayout.ref("base"))) {
            run(List.of("--time", "set=" + NEW + "," + spared));

            assertThat(listing("new")).contains("etc/motd " + OLD, "opt/inner.tar " + NEW);
            assertThat(layout.config("new"))
                    .contains("{\"created\":\"" + OLD + "\",\"created_by\":\"ADD base\"}")
                    .contains("{\"created\":\"" + NEW + "\",\"created_by\":\"RUN |1 token=secret make\"}");
        }
    }

    @Test
    @DisplayName("regctl 11: line feeds stay what they are, in names and values")
    void keepsLineFeeds() throws IOException {
        run(List.of("--env", "A\nB=1\n2", "--label", "c\nd=3\n4", "--annotation", "e\nf=5\n6"));
        assertThat(layout.config("new")).contains("\"A\\nB=1\\n2\"", "\"c\\nd\":\"3\\n4\"");
        assertThat(layout.manifest("new")).contains("\"e\\nf\":\"5\\n6\"");
    }

    @Test
    @DisplayName("regctl 11: a switch that is turned off does nothing")
    void ignoresASwitchThatIsOff() throws IOException {
        run(List.of("--to-docker=false", "--reproducible=false"));
        assertThat(layout.manifest("new")).isEqualTo(layout.manifest("v1"));
    }
}
