// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as users get it: started from {@code target/dist}, moved, linked, with and without its cache. */
class PackagedProgramIT {

    private static final Path BUILT = Path.of("target", "dist").toAbsolutePath();

    /** Every test works on this copy under a path with a space, never on the built program itself. */
    @TempDir
    private static Path temp = Path.of("");

    private static Path dist = Path.of("");

    @BeforeAll
    static void moveTheProgram() throws IOException {
        dist = copy(temp.resolve("moved program"));
    }

    @Test
    void startsInAMovedDirectory() throws Exception {
        Outcome here = run(BUILT.resolve("bin/regctl"));

        assertThat(here.out()).isNotBlank();
        assertThat(run(dist.resolve("bin/regctl"))).isEqualTo(here);
    }

    @Test
    void startsThroughAChainOfRelativeLinksOnThePath() throws Exception {
        Path links = Files.createDirectories(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../moved program/dist/bin/regctl"));
        Files.createSymbolicLink(links.resolve("second"), Path.of("first"));
        Path linkedDirectory = Files.createSymbolicLink(temp.resolve("linked"), links);

        assertThat(run(linkedDirectory.resolve("second"))).isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void startsThroughALinkedBinDirectory() throws Exception {
        Path bin = Files.createSymbolicLink(temp.resolve("bin"), dist.resolve("bin"));

        assertThat(run(bin.resolve("regctl"))).isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void optionsForOtherJavaProgramsChangeNothing() throws Exception {
        Map<String, String> options = Map.of("JAVA_TOOL_OPTIONS", "-Xint", "JDK_JAVA_OPTIONS", "-Xmx1m");

        assertThat(run(options, dist.resolve("bin/regctl"))).isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void namesOfFilesAreUtf8WithoutALocale() throws Exception {
        String script = "exec \"$0\" image import \"ocidir://$1\" \"none-$(printf '\\303\\251')\"";
        String program = dist.resolve("bin/regctl").toString();
        List<String> command =
                List.of("/bin/sh", "-c", script, program, temp.resolve("layout").toString());

        assertThat(run(Map.of("LC_ALL", "C"), command).err()).contains("none-\u00e9: no such file");
    }

    @Test
    void aMissingCacheOnlyCostsTime() throws Exception {
        Path copy = copy(temp.resolve("without cache"));
        Files.delete(cache(copy));

        assertThat(run(copy.resolve("bin/regctl"))).isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void aDamagedCacheOnlyCostsTime() throws Exception {
        Path copy = copy(temp.resolve("damaged cache"));
        Files.write(cache(copy), new byte[4096], StandardOpenOption.TRUNCATE_EXISTING);

        assertThat(run(copy.resolve("bin/regctl"))).isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void theCacheIsAcceptedAfterTheMove() throws Exception {
        // With this mode a JVM that cannot use its cache ends instead of running without.
        assertThat(run(Map.of("REGCLIENT_JAVA_OPTS", "-XX:AOTMode=on"), dist.resolve("bin/regctl")))
                .isEqualTo(run(BUILT.resolve("bin/regctl")));
    }

    @Test
    void theCacheHoldsTheClassesOfTheseJars() throws Exception {
        // JDK-8377932: JDK 25 runs a cache made from other jars without complaint. The resource is read from the jar,
        // the class comes from the cache.
        String inJar;
        try (Stream<Path> files = Files.list(dist.resolve("lib"));
                JarFile jar = new JarFile(files.filter(file -> name(file).startsWith("regctl-cli"))
                        .findFirst()
                        .orElseThrow()
                        .toFile())) {
            inJar = new String(
                    jar.getInputStream(requireNonNull(jar.getEntry("io/regclient/regctl/build-id")))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        }

        assertThat(name(cache(dist))).isEqualTo("regctl-version-" + inJar + ".aot");
        assertThat(dist.resolve("lib/regctl-" + inJar + ".aot")).exists();
        assertThat(runMainClass("io.regclient.regctl.BuildId"))
                .isEqualTo(new Outcome(0, inJar + System.lineSeparator(), ""));
    }

    @Test
    void theLauncherKnowsTheBriefCommands() throws Exception {
        // Where blobs are hashed the optimizing compiler is needed; the patterns come from what commands declare.
        assertThat(Files.readString(dist.resolve("bin/regctl")))
                .contains("|tag\\ ls|tag\\ list|", "|image\\ inspect|image\\ config|")
                .doesNotContain("image\\ copy", "registry\\ serve");
    }

    @Test
    void manualPagesAndCompletionsLieBesideIt() throws Exception {
        Path share = dist.resolve("share");

        assertThat(share.resolve("man/man1/regctl-image-copy.1")).content().startsWith(".TH ");
        assertThat(share.resolve("zsh/site-functions/_regctl")).content().startsWith("#compdef regctl");
        assertThat(share.resolve("fish/vendor_completions.d/regctl.fish")).isNotEmptyFile();
        assertThat(run(Map.of(), List.of(dist.resolve("bin/regctl").toString(), "completion", "bash")))
                .isEqualTo(new Outcome(0, Files.readString(share.resolve("bash-completion/completions/regctl")), ""));
    }

    @Test
    void completesInBash() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        String script = """
                source "$0"
                COMP_LINE="$1 image co" COMP_POINT=$((${#1} + 9)) COMP_WORDS=("$1" image co) COMP_CWORD=2 COMP_TYPE=9
                __regctl_completion 2>/dev/null
                printf '%s' "${COMPREPLY[@]}"
                """;
        Path link = Files.createSymbolicLink(temp.resolve("regctl-link"), dist.resolve("bin/regctl"));

        assertThat(run(
                        Map.of(),
                        List.of(
                                "/bin/bash",
                                "-c",
                                script,
                                dist.resolve("share/bash-completion/completions/regctl")
                                        .toString(),
                                link.toString())))
                .isEqualTo(new Outcome(0, "copy", ""));
    }

    /** What a process left. */
    private record Outcome(int status, String out, String err) {}

    private static Outcome run(Path program) throws IOException, InterruptedException {
        return run(Map.of(), program);
    }

    private static Outcome run(Map<String, String> environment, Path program) throws IOException, InterruptedException {
        return run(environment, List.of(program.toString(), "version"));
    }

    /** Runs another main class with the launcher's own options; the cache has to be accepted. */
    private static Outcome runMainClass(String mainClass) throws IOException, InterruptedException {
        String script = Files.readString(dist.resolve("bin/regctl")).replace("io.regclient.regctl.Main", mainClass);
        Path launcher = Files.writeString(dist.resolve("bin/other"), script);
        return run(Map.of("REGCLIENT_JAVA_OPTS", "-XX:AOTMode=on"), List.of("/bin/sh", launcher.toString()));
    }

    private static Outcome run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        File out = Files.createTempFile(temp, "out", "").toFile();
        File err = Files.createTempFile(temp, "err", "").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(command)).redirectOutput(out).redirectError(err);
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Outcome(status, Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    /** The cache of the command the tests run. */
    private static Path cache(Path program) throws IOException {
        try (Stream<Path> files = Files.list(program.resolve("lib"))) {
            List<Path> caches = files.filter(file -> name(file).startsWith("regctl-version-"))
                    .collect(Collectors.toList());
            assertThat(caches).hasSize(1);
            return caches.getFirst();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static Path copy(Path parent) throws IOException {
        Path copy = parent.resolve("dist");
        Files.createDirectories(parent);
        try (Stream<Path> entries = Files.walk(BUILT)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Files.copy(entry, copy.resolve(BUILT.relativize(entry)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }
}
