// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken and hostile answers: one line that names host and reference, exit code 1, and nothing lost. */
class HostileInputTest {
    @TempDir
    Path directory;

    private InProcessRegistry registry;
    private InProcessRegistry target;
    private SampleImage image;

    @BeforeEach
    void startRegistry() {
        registry = InProcessRegistry.start();
        image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        target = InProcessRegistry.start();
        target.put("tgt", ImageFixture.small(2), "v1");
    }

    @AfterEach
    void stopRegistries() {
        registry.close();
        target.close();
    }

    private CliResult regctl(String... args) {
        List<String> all =
                new ArrayList<>(List.of("--host", TestHosts.host(registry), "--host", TestHosts.host(target)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    private String ref(String name) {
        return registry.host() + "/" + name;
    }

    private static void checkOneLine(CliResult result, String... parts) {
        result.check().exits(1).out("").errContains(parts);
        String last = result.err().lines().toList().getLast();
        assertThat(result.err().lines().filter(line -> !line.startsWith("time=")))
                .hasSize(1);
        assertThat(last).doesNotContain("Exception", "\tat ");
    }

    private String targetRef() {
        return target.host() + "/tgt:v1";
    }

    private String targetDigest() {
        return regctl("image", "digest", targetRef()).out();
    }

    @ParameterizedTest
    @DisplayName("a permanent fault while copying: clear error, the target's tag keeps its image")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|.*/blobs/.*|corrupt|digest mismatch",
                "GET|.*/blobs/.*|404|not found [http 404]",
                "GET|.*/manifests/.*|html|unsupported media type",
                "GET|.*/manifests/.*|corrupt|digest mismatch",
                "GET|.*/manifests/.*|403|unauthorized [http 403]",
                "HEAD|.*/src/manifests/.*|404|not found",
                "PUT|.*/blobs/uploads/.*|403|unauthorized [http 403]",
                "PUT|.*/manifests/.*|400|http status code"
            })
    void failsClearly(String method, String path, String fault, String reason) {
        String before = targetDigest();
        InProcessRegistry faulty = method.equals("PUT") ? target : registry;
        faulty.faults().on(method, path, fault(fault));

        CliResult result = regctl("image", "copy", ref("src:v1"), targetRef());

        checkOneLine(result, faulty.host(), reason);
        faulty.faults().clear();
        assertThat(targetDigest()).isEqualTo(before);
        regctl("image", "copy", ref("src:v1"), targetRef()).check().succeeds();
        assertThat(targetDigest()).isEqualTo(image.digest() + "\n");
    }

    private static Fault fault(String name) {
        return switch (name) {
            case "corrupt" -> new Fault.CorruptBody();
            case "html" -> new Fault.Status(200, Map.of("Content-Type", "text/html"), "<html>Sign in</html>");
            default -> new Fault.Status(Integer.parseInt(name));
        };
    }

    @Test
    @DisplayName("a body that always ends early")
    void reportsATruncatedBody() {
        registry.faults().on("GET", ".*/blobs/.*", new Fault.TruncateBody(1));
        checkOneLine(
                regctl("image", "copy", ref("src:v1"), "ocidir://" + directory.resolve("layout") + ":v1"),
                registry.host());
        assertThat(directory.resolve("layout/index.json"))
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(file).content().doesNotContain("ref.name"));
    }

    @Test
    @DisplayName("a page of HTML where a tag list should be")
    void reportsHtmlInsteadOfJson() {
        registry.faults().on("GET", ".*/tags/list.*", fault("html"));
        checkOneLine(regctl("tag", "ls", ref("src")), "failed to list tags for " + ref("src"), "text/html");
    }

    @Test
    @DisplayName("nothing listens, or the name is unknown")
    void reportsAnUnreachableRegistry() {
        String nobody = "127.0.0.1:1"; // reserved, nothing listens there
        checkOneLine(
                regctl("--host", "reg=" + nobody + ",tls=disabled", "tag", "ls", nobody + "/src"), nobody, "refused");
        checkOneLine(regctl("tag", "ls", "registry.invalid/x"), "registry.invalid");
    }

    @Test
    @DisplayName("a wrong password is not repeated, and not shown")
    void reportsAWrongPassword() {
        try (InProcessRegistry closed =
                InProcessRegistry.builder().user("alice", "secret").start()) {
            CliResult result = ProgramRunner.of(Regctl.PROGRAM, directory)
                    .run(
                            "--host",
                            TestHosts.host(closed) + ",user=alice,pass=gu3ss",
                            "tag",
                            "ls",
                            closed.host() + "/x");
            checkOneLine(result, closed.host(), "unauthorized");
            assertThat(result.err()).doesNotContain("gu3ss");
        }
    }

    @Test
    @DisplayName("a directory that cannot be written")
    void reportsALayoutThatCannotBeWritten() throws IOException {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere: skipped");
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        checkOneLine(regctl("image", "copy", ref("src:v1"), "ocidir://" + closed + "/layout:v1"), closed.toString());
    }

    @Test
    @DisplayName("a path that is a file, and an index.json that is damaged (OL-8)")
    void leavesADamagedLayoutAlone() throws IOException {
        Path layout = directory.resolve("layout");
        regctl("image", "copy", ref("src:v1"), "ocidir://" + layout + ":v1")
                .check()
                .succeeds();
        Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\": 2, \"manifests\": [");
        List<Path> before = files(layout);

        checkOneLine(regctl("image", "copy", ref("src:v1"), "ocidir://" + layout + ":v2"), "index.json");

        assertThat(files(layout)).isEqualTo(before);
        assertThat(layout.resolve("index.json")).hasContent("{\"schemaVersion\": 2, \"manifests\": [");
        Path file = Files.writeString(directory.resolve("file"), "x");
        checkOneLine(regctl("image", "copy", ref("src:v1"), "ocidir://" + file + ":v2"), file.toString());
        assertThat(file).hasContent("x");
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.sorted().toList();
        }
    }

    @ParameterizedTest
    @DisplayName("references that are none")
    @CsvSource(
            delimiter = '|',
            value = {
                "Localhost:5811/Foo/bar|invalid reference \"Localhost:5811/Foo/bar\", repo must be lowercase",
                "invalid*ref|invalid reference \"invalid*ref\"",
                "foo://bar|invalid reference, unknown scheme \"foo\" in \"foo://bar\"",
                "ocidir://a*b:t|invalid reference, invalid path for scheme \"ocidir\""
            })
    void refusesWrongReferences(String reference, String message) {
        checkOneLine(regctl("image", "digest", reference), message);
    }
}
