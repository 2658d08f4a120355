// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.regclient.testing.CliResult;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TarBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each option of {@code image mod} on an image that buildah built, and on the same with Docker's media types; skopeo says
 * what is in manifest and config, umoci unpacks the files, and every diff_id is compared with its layer (contract regctl 11).
 */
@Timeout(300)
class ImageModToolsIT {
    private static final String NEW = "2020-02-02T00:00:00Z";

    /** The same time in the header of a tar archive. */
    private static final String NEW_IN_TAR =
            Long.toOctalString(Instant.parse(NEW).getEpochSecond());

    private static final String OCI = "oci";
    private static final String DOCKER = "docker";
    private static final String URLS = ",\"urls\":[\"http://127.0.0.1:1/gone\"]";

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry registry;

    /** Which view of an image an option changes. */
    enum View {
        CONFIG,
        MANIFEST,
        FILES,
        OWNERS
    }

    @BeforeAll
    static void build() throws IOException {
        for (String name : List.of("buildah", "skopeo", "umoci")) {
            Assumptions.assumeTrue(DockerRegistry.onPath(name), name + " is not on PATH: skipped");
        }
        registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Options.OPEN);
        Files.write(
                directory.resolve("base.tar"),
                new TarBytes()
                        .directory("etc/")
                        .file("etc/motd", "hello")
                        .hardLink("etc/issue", "etc/motd")
                        .build());
        Files.write(
                directory.resolve("top.tar"),
                new TarBytes()
                        .file("opt/inner.tar", new TarBytes().file("inner", "1").build())
                        .file("opt/" + "n".repeat(120), "long")
                        .symbolicLink("opt/link", "../etc/motd")
                        .build());
        Files.write(
                directory.resolve("next.tar"),
                new TarBytes().directory("etc/").file("etc/release", "next").build());
        Files.createDirectories(directory.resolve("added"));
        Files.writeString(directory.resolve("added/new"), "new");
        String owned = directory.resolve("owned.tar").toString();
        String added = directory.resolve("added").toString();
        ExternalProgram.run("tar", "--owner=builder:1000", "--group=builder:1000", "-cf", owned, "-C", added, "new")
                .requireSuccess();
        ExternalProgram scratch = buildah("from", "scratch");
        Assumptions.assumeTrue(scratch.exitCode() == 0, "buildah builds nothing here: skipped, " + scratch.output());
        String container = scratch.output().strip();
        buildah("add", container, directory.resolve("base.tar").toString(), "/").requireSuccess();
        buildah("config", "--created-by", "ADD base", container).requireSuccess();
        buildah("commit", "--quiet", container, "base").requireSuccess();
        String next = buildah("from", "scratch").requireSuccess().strip();
        buildah("add", next, directory.resolve("next.tar").toString(), "/").requireSuccess();
        buildah("commit", "--quiet", next, "next").requireSuccess();
        String top = buildah("from", "base").requireSuccess().strip();
        buildah("add", top, directory.resolve("top.tar").toString(), "/").requireSuccess();
        List<String> settings =
                new ArrayList<>(List.of("config", "--author", "old", "--user", "1000", "--port", "22/tcp"));
        settings.addAll(List.of("--env", "OLD=1", "--entrypoint", "[\"/e\"]", "--cmd", "/c", "--volume", "/old"));
        settings.addAll(List.of("--workingdir", "/old", "--label", "old=1", "--annotation", "old=1"));
        settings.addAll(List.of("--created-by", "RUN |1 token=secret make", top));
        buildah(settings.toArray(String[]::new)).requireSuccess();
        buildah("commit", "--quiet", top, "top").requireSuccess();
        for (String form : List.of(OCI, DOCKER)) {
            String type = form.equals(OCI) ? "oci" : "v2s2";
            for (String name : List.of("base", "next", "top")) {
                buildah("push", "--quiet", "--tls-verify=false", "--format", type, name, "docker://" + ref(form, name))
                        .requireSuccess();
            }
        }
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private static ExternalProgram buildah(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("buildah", "--log-level", "error", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", directory.resolve("storage").toString()));
        command.addAll(List.of("--runroot", directory.resolve("run").toString()));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command);
    }

    private static String ref(String form, String tag) {
        return registry.name() + "/" + form + ":" + tag;
    }

    private static CliResult regctl(String... words) {
        List<String> all = new ArrayList<>(List.of("--host", "reg=" + registry.name() + ",tls=disabled"));
        all.addAll(List.of(words));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    /** An image as the tools see it. */
    private static String seen(View view, String form, String tag) throws IOException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "inspect", "--raw"));
        if (view == View.CONFIG) {
            command.add("--config");
        }
        command.addAll(List.of("--tls-verify=false", "docker://" + ref(form, tag)));
        return switch (view) {
            case CONFIG, MANIFEST -> ExternalProgram.run(command).requireSuccess();
            case FILES -> unpacked(form, tag);
            case OWNERS -> listed(form, tag);
        };
    }

    /** What tar lists of the layers. */
    private static String listed(String form, String tag) throws IOException {
        Path blobs = copied(form, tag, "dir:", "");
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path file : files.toList()) {
                ExternalProgram tar = ExternalProgram.run("tar", "-tvf", file.toString());
                lines.append(tar.exitCode() == 0 ? tar.output() : ""); // manifest and config are no archives
            }
        }
        return lines.toString();
    }

    /** A directory to which skopeo copied an image. */
    private static Path copied(String form, String tag, String transport, String suffix) throws IOException {
        Path to = directory.resolve("copied-" + form + "-" + tag + "-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--quiet"));
        command.addAll(List.of("--src-tls-verify=false", "docker://" + ref(form, tag), transport + to + suffix));
        ExternalProgram.run(command).requireSuccess();
        return to;
    }

    /** A line for every file that umoci unpacks: its name, time and content. */
    private static String unpacked(String form, String tag) throws IOException {
        Path layout = copied(form, tag, "oci:", ":x");
        Path bundle = directory.resolve(layout.getFileName() + "-bundle");
        ExternalProgram.run("umoci", "unpack", "--rootless", "--image", layout + ":x", bundle.toString())
                .requireSuccess();
        Path root = bundle.resolve("rootfs");
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                String content = isFile
                        ? Files.readString(file)
                        : Files.isSymbolicLink(file) ? "" + Files.readSymbolicLink(file) : "";
                lines.append(root.relativize(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS))
                        .append(' ')
                        .append(content.replace('\0', ' '))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    /** Options, and what goes and comes in a view. */
    private static Stream<Arguments> options() {
        String base = "base-ref=BASE";
        return Stream.of(
                row(View.CONFIG, "", "\"author\":\"new\"", "--author", "new"),
                row(View.CONFIG, "token=secret", "", "--buildarg-rm", "token=secret"),
                row(View.CONFIG, "token=secret", "", "--buildarg-rm-regex", "token=s.*"),
                row(View.CONFIG, "\"/c\"", "\"/n\"", "--config-cmd", "[\"/n\"]"),
                row(View.CONFIG, "\"/e\"", "\"/n\"", "--config-entrypoint", "[\"/n\"]"),
                row(View.CONFIG, "\"amd64\"", "\"s390x\"", "--config-platform", "linux/s390x"),
                row(View.CONFIG, "", NEW, "--config-time", "set=" + NEW),
                row(View.CONFIG, "", NEW, "--time", "set=" + NEW + "," + base),
                row(View.CONFIG, "", "MODE=1", "--env", "MODE=1"),
                row(View.CONFIG, "OLD=1", "", "--env", "OLD="),
                row(View.CONFIG, "", "80/tcp", "--expose-add", "80/tcp"),
                row(View.CONFIG, "22/tcp", "", "--expose-rm", "22/tcp"),
                row(View.CONFIG, "", "\"x\":\"2\"", "--label", "x=1", "--label", "x=2"),
                row(View.CONFIG, "\"User\":\"1000\"", "\"User\":\"new\"", "--user", "new"),
                row(View.CONFIG, "", "\"/new\":{}", "--volume-add", "/new"),
                row(View.CONFIG, "\"Volumes\"", "", "--volume-rm", "/old"),
                row(View.CONFIG, "\"WorkingDir\":\"/old\"", "\"/new\"", "--workdir", "/new"),
                row(View.MANIFEST, "", "\"x\":\"1\"", "--annotation", "x=1"),
                row(View.MANIFEST, "", "base.name", "--annotation-base", "r.example/b:1,sha256:" + "a".repeat(64)),
                row(View.MANIFEST, "", "\"data\"", "--data-max", "5000"),
                row(View.MANIFEST, "", "\"io.buildah.version\"", "--label-to-annotation"),
                row(View.MANIFEST, "gzip", "", "--layer-compress", "none"),
                row(View.FILES, "etc/issue", "opt/inner.tar", "--layer-rm-index", "0"),
                row(View.FILES, "etc/issue", "opt/inner.tar", "--layer-rm-created-by", "^ADD base"),
                row(View.FILES, "", "new ", "--layer-add", "dir=added"),
                row(View.FILES, "opt/inner.tar", "etc/issue", "--layer-strip-file", "/opt"),
                row(View.FILES, "etc/issue", "etc/release", "--rebase-ref", "BASE,NEXT"),
                row(View.FILES, "", NEW_IN_TAR, "--file-tar-time", "filename=/opt/inner.tar,set=" + NEW),
                row(View.OWNERS, "", " 1000/1000 ", "--layer-add", "tar=owned.tar", "--reproducible"),
                row(View.FILES, "", "etc/issue " + NEW + " hello", "--layer-time", "set=" + NEW),
                row(View.FILES, "", "link " + NEW + " ../etc/motd", "--layer-time", "set=" + NEW + "," + base));
    }

    private static Arguments row(View view, String gone, String come, String... options) {
        return arguments(view, gone, come, List.of(options));
    }

    static Stream<Arguments> rows() {
        Stream<Arguments> both = options()
                .flatMap(row -> Stream.of(OCI, DOCKER)
                        .map(form -> arguments(form, row.get()[0], row.get()[1], row.get()[2], row.get()[3])));
        return Stream.concat(
                both,
                Stream.of(
                        arguments(OCI, View.MANIFEST, "vnd.oci", "distribution.manifest.v2", List.of("--to-docker")),
                        arguments(DOCKER, View.MANIFEST, "docker", "vnd.oci.image.manifest", List.of("--to-oci"))));
    }

    @ParameterizedTest(name = "regctl 11: {0} {4}")
    @MethodSource("rows")
    void changesWhatToolsSee(String form, View view, String gone, String come, List<String> options)
            throws IOException {
        List<String> words = new ArrayList<>(List.of("image", "mod", ref(form, "top"), "--create", "new"));
        options.forEach(
                option -> words.add(option.replace("BASE", ref(form, "base")).replace("NEXT", ref(form, "next"))));
        regctl(words.toArray(String[]::new)).check().succeeds().err("");

        String after = seen(view, form, "new");
        assertThat(after).contains(come);
        if (!gone.isEmpty()) {
            assertThat(seen(view, form, "top")).contains(gone);
            assertThat(after).doesNotContain(gone);
        }
        regctl("image", "copy", ref(form, "new"), ModLayout.ref("new")).check().succeeds();
        assertThat(new ModLayout(directory).files("new")).isNotEmpty(); // compares every diff_id
    }

    @ParameterizedTest(name = "regctl 11: {0} --replace")
    @ValueSource(strings = {OCI, DOCKER})
    void replacesWhatToolsSee(String form) throws IOException {
        regctl("image", "copy", ref(form, "top"), ref(form, "own")).check().succeeds();
        regctl("image", "mod", ref(form, "own"), "--replace", "--label", "x=1")
                .check()
                .succeeds();

        assertThat(seen(View.CONFIG, form, "own")).contains("\"x\":\"1\"");
    }

    @ParameterizedTest(name = "regctl 11: {0} --digest-algo: sha512, which tools do not read, and back to sha256")
    @ValueSource(strings = {OCI, DOCKER})
    void bringsDigestsBack(String form) throws IOException {
        String wide = "ocidir://wide:" + form;
        regctl("image", "mod", ref(form, "top"), "--create", wide, "--digest-algo", "sha512")
                .check()
                .succeeds();
        assertThat(regctl("manifest", "get", "--format", "raw-body", wide).out())
                .contains("\"digest\":\"sha512:")
                .doesNotContain("\"digest\":\"sha256:");
        regctl("image", "mod", wide, "--create", ref(form, "narrow"), "--digest-algo", "sha256")
                .check()
                .succeeds();

        assertThat(seen(View.MANIFEST, form, "narrow"))
                .contains("\"digest\":\"sha256:")
                .doesNotContain("sha512");
        assertThat(seen(View.FILES, form, "narrow")).isEqualTo(seen(View.FILES, form, "top"));
    }

    @ParameterizedTest(name = "regctl 11: {0} --external-urls-rm")
    @ValueSource(strings = {OCI, DOCKER})
    void bringsLayersFromElsewhere(String form) throws IOException {
        String external = "ocidir://external:" + form;
        regctl("image", "copy", ref(form, "top"), external).check().succeeds();
        String manifest = seen(View.MANIFEST, form, "top");
        String foreign = manifest.replace(
                        "image.layer.v1.tar+gzip\"", "image.layer.nondistributable.v1.tar+gzip\"" + URLS)
                .replace("image.rootfs.diff.tar.gzip\"", "image.rootfs.foreign.diff.tar.gzip\"" + URLS);
        assertThat(foreign).contains("urls");
        ProgramRunner.of(Regctl.PROGRAM, directory)
                .stdin(foreign)
                .run("manifest", "put", external)
                .check()
                .succeeds();

        regctl("image", "mod", external, "--create", ref(form, "normal"), "--external-urls-rm")
                .check()
                .succeeds();

        assertThat(seen(View.MANIFEST, form, "normal")).doesNotContain("urls", "nondistributable", "foreign");
        assertThat(seen(View.FILES, form, "normal")).isEqualTo(seen(View.FILES, form, "top"));
    }
}
