// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged program through its commands on a registry with the referrers API, on Debian's without, and on a layout;
 * what it makes is judged by skopeo and umoci, and where they are installed by oras and crane (contract regctl 14).
 */
@Timeout(300)
class RealToolsIT {
    private static final SampleImage IMAGE = ImageFixture.index(
                    ImageFixture.image("linux/amd64")
                            .layer(SampleLayer.builder()
                                    .file("etc/motd", "hello")
                                    .file("opt/" + "n".repeat(80) + "/long", "long")
                                    .symlink("link", "etc/motd")
                                    .build())
                            .label("version", "1")
                            .build(),
                    ImageFixture.image("linux/arm64").layer("etc/motd", "arm").build())
            .build();

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry docker;
    private static InProcessRegistry modern;
    private static PackagedProgram program;

    /** Where the commands work. */
    enum Place {
        LAYOUT,
        WITH_REFERRERS_API,
        WITHOUT_REFERRERS_API;

        String repository(String name) {
            return switch (this) {
                case LAYOUT -> "ocidir://" + directory.resolve(name);
                case WITH_REFERRERS_API -> modern.host() + "/" + name;
                case WITHOUT_REFERRERS_API -> docker.name() + "/" + name;
            };
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                DockerRegistry.onPath("skopeo") && DockerRegistry.onPath("umoci"),
                "skopeo and umoci are not both on PATH: skipped");
        docker = DockerRegistry.start(directory.resolve("docker"), DockerRegistry.Options.OPEN);
        modern = InProcessRegistry.start();
        modern.put("sample", IMAGE, "v1");
        program = PackagedProgram.of("regctl", directory);
        for (String host : List.of(docker.name(), modern.host())) {
            program.succeed("registry", "set", "--tls", "disabled", "--skip-check", host);
        }
    }

    @AfterAll
    static void stop() {
        if (modern != null) {
            modern.close();
            docker.close();
        }
    }

    private static String regctl(String... words) throws IOException {
        return program.succeed(words).strip();
    }

    private static String skopeo(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command).requireSuccess();
    }

    /** What skopeo knows a reference by. */
    private static String forSkopeo(String reference) {
        return reference.startsWith("ocidir://")
                ? "oci:" + reference.substring("ocidir://".length())
                : "docker://" + reference;
    }

    private static String inspected(String reference, String template) throws IOException {
        return skopeo("inspect", "--tls-verify=false", "--format", template, forSkopeo(reference))
                .strip();
    }

    /** The files of an image as umoci lays them out for a container. */
    private static Path unpacked(String reference, String name) throws IOException {
        Path layout = directory.resolve(name + "-layout");
        regctl("image", "copy", "-p", "linux/amd64", reference, "ocidir://" + layout + ":x");
        Path bundle = directory.resolve(name + "-bundle");
        ExternalProgram.run("umoci", "unpack", "--rootless", "--image", layout + ":x", bundle.toString())
                .requireSuccess();
        return bundle.resolve("rootfs");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("regctl 14: artifacts are put, listed, copied with their image, and got again")
    void carriesArtifacts(Place place) throws IOException {
        String image = place.repository("artifacts") + ":v1";
        regctl("image", "copy", modern.host() + "/sample:v1", image);
        Path file = Files.writeString(directory.resolve("eggs.json"), "{\"eggs\":2}");
        regctl(
                "artifact",
                "put",
                "--artifact-type",
                "application/vnd.example.eggs",
                "--file",
                file.toString(),
                "--file-media-type",
                "application/json",
                "--subject",
                image);

        String there = place.repository("artifacts-copy") + ":v2";
        regctl("image", "copy", "--referrers", image, there);

        for (String each : List.of(image, there)) {
            assertThat(regctl("artifact", "list", "--format", "{{(index .Descriptors 0).ArtifactType}}", each))
                    .isEqualTo("application/vnd.example.eggs");
            assertThat(regctl("artifact", "get", "--subject", each)).isEqualTo("{\"eggs\":2}");
        }
        assertThat(regctl("image", "validate", "--deep", there)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("regctl 14: an index is made of images, gets one more, and loses one")
    void editsAnIndex(Place place) throws IOException {
        String image = place.repository("indexes") + ":v1";
        String index = place.repository("indexes") + ":index";
        regctl("image", "copy", modern.host() + "/sample:v1", image);
        regctl("index", "create", index, "--ref", image, "--platform", "linux/amd64");
        regctl("index", "add", index, "--ref", image, "--platform", "linux/arm64");
        assertThat(regctl("manifest", "get", "--format", "{{len .Manifests}}", index))
                .isEqualTo("2");

        regctl("index", "delete", index, "--platform", "linux/amd64");

        assertThat(regctl("manifest", "get", "--format", "{{(index .Manifests 0).Platform}}", index))
                .isEqualTo("linux/arm64");
        assertThat(regctl("image", "get-file", "-p", "linux/arm64", index, "etc/motd"))
                .isEqualTo("arm");
        regctl("tag", "rm", index);
        assertThat(regctl("tag", "ls", place.repository("indexes"))).isEqualTo("v1");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("regctl 9.6.6, 9.6.8: an exported archive is read by skopeo, and imports to the same digest")
    void exportsAndImports(Place place) throws IOException {
        String image = place.repository("archives") + ":v1";
        regctl("image", "copy", modern.host() + "/sample:v1", image);
        Path one = directory.resolve(place + "-one.tar");
        Path all = directory.resolve(place + "-all.tar");
        regctl("image", "export", "-p", "linux/amd64", "--name", "sample:v1", image, one.toString());
        regctl("image", "export", image, all.toString());

        for (String form : List.of("docker-archive", "oci-archive")) {
            assertThat(skopeo("inspect", "--format", "{{index .Labels \"version\"}}", form + ":" + one)
                            .strip())
                    .isEqualTo("1");
        }
        String back = place.repository("archives-back") + ":v1";
        regctl("image", "import", back, all.toString());
        assertThat(regctl("image", "digest", back)).isEqualTo(IMAGE.digest().toString());
        Path saved = directory.resolve(place + "-saved.tar");
        skopeo(
                "copy",
                "--src-tls-verify=false",
                "--override-arch",
                "amd64",
                forSkopeo(image),
                "docker-archive:" + saved);
        String imported = place.repository("archives-saved") + ":v1";
        regctl("image", "validate", "--deep", saved.toString());
        regctl("image", "import", imported, saved.toString());
        assertThat(regctl("image", "get-file", imported, "etc/motd")).isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("regctl 9.1: artifacts go to oras and come from it, and each lists the referrers of the other")
    void exchangesArtifactsWithOras(Place place) throws IOException {
        requireTool("oras");
        String repository = place.repository("oras");
        regctl("image", "copy", modern.host() + "/sample:v1", repository + ":v1");
        Path files = Files.createDirectories(directory.resolve("files-" + place));
        Files.writeString(files.resolve("eggs.json"), "{\"eggs\":2}");
        Files.writeString(files.resolve("eggs.txt"), "two");
        List<String> put =
                new ArrayList<>(List.of("artifact", "put", "--artifact-type", "application/vnd.example.eggs"));
        for (String name : List.of("eggs.json", "eggs.txt")) {
            put.addAll(List.of("--file", files.resolve(name).toString(), "--file-media-type", "application/x-eggs"));
        }
        put.addAll(List.of("--file-title", "--strip-dirs"));
        regctl(Stream.concat(put.stream(), Stream.of(repository + ":ours")).toArray(String[]::new));
        regctl(Stream.concat(put.stream(), Stream.of("--subject", repository + ":v1"))
                .toArray(String[]::new));

        oras(files, "pull", place, repository + ":ours", "--output", "pulled");
        oras(files, "push", place, repository + ":theirs", "eggs.json:application/json", "eggs.txt:text/plain");
        oras(files, "attach", place, repository + ":v1", "--artifact-type", "application/vnd.oras", "eggs.txt");

        assertThat(files.resolve("pulled/eggs.json")).hasContent("{\"eggs\":2}");
        assertThat(files.resolve("pulled/eggs.txt")).hasContent("two");
        regctl("image", "validate", "--deep", repository + ":theirs");
        assertThat(regctl("artifact", "get", "--file", "eggs.json", repository + ":theirs"))
                .isEqualTo("{\"eggs\":2}");
        assertThat(regctl("artifact", "get", "-m", "text/plain", repository + ":theirs"))
                .isEqualTo("two");
        assertThat(oras(files, "discover", place, repository + ":v1", "--format", "json"))
                .contains("application/vnd.example.eggs", "application/vnd.oras");
        String tree = regctl("artifact", "tree", repository + ":v1");
        assertThat(tree).contains("application/vnd.example.eggs");
        if (place != Place.LAYOUT) { // there oras writes no tag that lists them (OL-17)
            assertThat(tree).contains("application/vnd.oras");
        }
    }

    private static String oras(Path files, String verb, Place place, String reference, String... arguments)
            throws IOException {
        boolean layout = place == Place.LAYOUT;
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--chdir=" + files, // oras takes the names of files as titles
                "oras",
                verb,
                layout ? "--oci-layout" : "--plain-http",
                layout ? reference.substring("ocidir://".length()) : reference));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command, program.environment()).requireSuccess();
    }

    @ParameterizedTest
    @EnumSource(names = "LAYOUT", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName(
            "regctl 9.6.3, 9.6.6, 9.6.8: crane finds nothing wrong with copies, exports and imports of its own archives")
    void isValidForCrane(Place place) throws IOException {
        requireTool("crane");
        String image = place.repository("crane") + ":v1";
        regctl("image", "copy", modern.host() + "/sample:v1", image);
        Path exported = directory.resolve(place + "-crane.tar");
        regctl("image", "export", "-p", "linux/amd64", image, exported.toString());

        crane("validate", "--remote", image);
        crane("validate", "--tarball", exported.toString());
        assertThat(crane("manifest", image)).isEqualTo(regctl("manifest", "get", "--format", "raw-body", image));
        for (String form : List.of("tarball", "legacy")) {
            Path pulled = directory.resolve(place + form + ".tar");
            String imported = place.repository("crane-" + form) + ":v1";
            crane("pull", "--format", form, "--platform", "linux/amd64", image, pulled.toString());
            regctl("image", "validate", "--deep", pulled.toString());
            regctl("image", "import", imported, pulled.toString());
            crane("validate", "--remote", imported);
        }
    }

    private static String crane(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("crane", "--insecure"));
        command.addAll(List.of(arguments));
        return ExternalProgram.run(command, program.environment())
                .requireSuccess()
                .strip();
    }

    private static void requireTool(String name) {
        Assumptions.assumeTrue(DockerRegistry.onPath(name), name + " is not on PATH: skipped");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("regctl 11: images that were changed in every phase unpack, and say what was asked for")
    void changesImages(Place place) throws IOException {
        String image = place.repository("mods") + ":v1";
        regctl("image", "copy", modern.host() + "/sample:v1", image);
        Path layer = Files.createDirectories(directory.resolve("added/usr/share"));
        Files.writeString(layer.resolve("added.txt"), "added");

        regctl(
                "image",
                "mod",
                image,
                "--create",
                "new",
                "--label",
                "version=2",
                "--layer-strip-file",
                "etc",
                "--layer-add",
                "dir=" + directory.resolve("added"),
                "--time",
                "set=2024-01-01T00:00:00Z",
                "--reproducible");

        String changed = place.repository("mods") + ":new";
        Path files = unpacked(changed, place + "-mod");
        assertThat(files.resolve("etc")).doesNotExist();
        assertThat(files.resolve("usr/share/added.txt")).hasContent("added");
        assertThat(files.resolve("opt/" + "n".repeat(80) + "/long")).hasContent("long");
        assertThat(Files.readSymbolicLink(files.resolve("link"))).isEqualTo(Path.of("etc/motd"));
        assertThat(Files.getLastModifiedTime(files.resolve("usr/share/added.txt"))
                        .toString())
                .isEqualTo("2024-01-01T00:00:00Z");
        regctl("image", "validate", "--deep", changed);

        regctl("image", "mod", changed, "--create", "docker", "--to-docker", "--layer-compress", "none");
        regctl("image", "mod", changed, "--create", "zstd", "--layer-compress", "zstd");
        if (place != Place.LAYOUT) {
            assertThat(inspected(changed, "{{index .Labels \"version\"}} {{.Architecture}}"))
                    .startsWith("2 ");
            assertThat(skopeo(
                            "inspect", "--raw", "--tls-verify=false", forSkopeo(place.repository("mods") + ":docker")))
                    .contains("application/vnd.docker.distribution.manifest.list.v2+json");
        }
        assertThat(regctl("image", "get-file", place.repository("mods") + ":docker", "usr/share/added.txt"))
                .isEqualTo("added");
        assertThat(regctl("image", "get-file", place.repository("mods") + ":zstd", "usr/share/added.txt"))
                .isEqualTo("added");
    }

    @Test
    @DisplayName("regctl 11 --rebase-ref: an application that umoci built gets the layers of another base")
    void rebasesWhatUmociBuilt() throws IOException {
        Path layout = directory.resolve("umoci");
        Path base = Files.createDirectories(directory.resolve("base/etc"));
        umoci("init", "--layout", layout.toString());
        for (String tag : List.of("base1", "base2")) {
            umoci("new", "--image", layout + ":" + tag);
            Files.writeString(base.resolve("release"), tag);
            umoci("insert", "--rootless", "--image", layout + ":" + tag, base.toString(), "/etc");
        }
        umoci("tag", "--image", layout + ":base1", "app");
        Path own = Files.writeString(directory.resolve("own"), "own");
        umoci("insert", "--rootless", "--image", layout + ":app", own.toString(), "/own");
        String app = docker.name() + "/rebase:app";
        for (String tag : List.of("base1", "base2", "app")) {
            regctl("image", "copy", "ocidir://" + layout + ":" + tag, docker.name() + "/rebase:" + tag);
        }

        regctl(
                "image",
                "mod",
                app,
                "--create",
                "app2",
                "--rebase-ref",
                docker.name() + "/rebase:base1," + docker.name() + "/rebase:base2");

        Path files = unpacked(docker.name() + "/rebase:app2", "rebased");
        assertThat(files.resolve("etc/release")).hasContent("base2");
        assertThat(files.resolve("own")).hasContent("own");
    }

    private static void umoci(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("umoci"));
        command.addAll(List.of(arguments));
        ExternalProgram.run(command).requireSuccess();
    }
}
