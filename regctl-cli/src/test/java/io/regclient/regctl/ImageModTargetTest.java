// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.regclient.digest.Digest;
import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RecordedRequest;
import io.regclient.testing.TarBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where {@code image mod} puts its result, what it does to an index, and what it refuses (contract regctl 11). */
class ImageModTargetTest extends WithRegistry {
    private SampleImage put(String name) {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        registry.put(name, image, "v1");
        registry.requests().clear();
        return image;
    }

    private String digest(String ref) {
        return regctl("image", "digest", ref).out().strip();
    }

    private List<String> writes() {
        return registry.requests().all().stream()
                .filter(request ->
                        !request.method().equals("GET") && !request.method().equals("HEAD"))
                .map(RecordedRequest::toString)
                .toList();
    }

    @Test
    @DisplayName("regctl 11.1: without a target the result has no tag, and its digest is printed")
    void printsTheDigest() {
        SampleImage image = put("src");
        String printed =
                regctl("image", "mod", ref("src:v1"), "--label", "x=1").out().strip();

        assertThat(printed)
                .startsWith(ref("src@sha256:"))
                .doesNotContain(image.digest().toString());
        assertThat(regctl("image", "inspect", "-p", "linux/arm64", "--format", "{{.Config.Labels.x}}", printed)
                        .out())
                .isEqualTo("1");
        assertThat(digest(ref("src:v1"))).isEqualTo(image.digest().toString());
    }

    @Test
    @DisplayName("regctl 11.1: --replace moves the tag of the image, --create goes before it")
    void replaces() {
        SampleImage image = put("src");
        regctl("image", "mod", ref("src:v1"), "--replace", "--create", "v2", "--label", "x=1")
                .check()
                .succeeds()
                .out(ref("src:v2") + "\n");
        assertThat(digest(ref("src:v1"))).isEqualTo(image.digest().toString());

        regctl("image", "mod", ref("src:v1"), "--replace", "--label", "x=1")
                .check()
                .succeeds()
                .out(ref("src:v1") + "\n");
        assertThat(digest(ref("src:v1"))).isEqualTo(digest(ref("src:v2")));
    }

    @Test
    @DisplayName("regctl 11.4: an unchanged image gets the tag that was asked for, with one request that writes")
    void tagsAnUnchangedImage() {
        SampleImage image = put("src");
        regctl("image", "mod", ref("src:v1"), "--create", "same").check().succeeds();

        assertThat(writes()).hasSize(1);
        assertThat(digest(ref("src:same"))).isEqualTo(image.digest().toString());
    }

    @Test
    @DisplayName("regctl 11.3: a whole reference gets all the content, mounted where it can be")
    void createsElsewhere() {
        put("src");
        regctl("image", "mod", ref("src:v1"), "--create", ref("other/tgt:v1"), "--annotation", "x=1")
                .check()
                .succeeds()
                .out(ref("other/tgt:v1") + "\n");

        assertThat(registry.requests().matching("GET", "/blobs/")).isEmpty();
        regctl("image", "copy", "--force-recursive", ref("other/tgt:v1"), "ocidir://copy:v1")
                .check()
                .succeeds();
    }

    @Test
    @DisplayName("image mod --dry-run shows what a run then does, and writes nothing")
    void rehearses() throws IOException {
        put("src");
        layer();
        String[] words = {
            "image",
            "mod",
            ref("src:v1"),
            "--create",
            "v2",
            "--label",
            "x=1",
            "--layer-strip-file",
            "platform.txt",
            "--layer-add",
            "dir=layer",
            "--data-max",
            "100000"
        };
        CliResult planned = dated(append(words, "--dry-run"));

        planned.check().succeeds().err("");
        assertThat(writes()).isEmpty();
        dated(words).check().succeeds();
        String digest = digest(ref("src:v2"));
        assertThat(planned.out())
                .contains("manifest " + ref("src@sha256:"), "config of " + ref("src@sha256:"), "+ ", "\"x\": \"1\"")
                .contains("\ntag   " + digest + " ")
                .endsWith(" " + ref("src:v2") + "\n");
        assertThat(planned.lines().stream().filter(line -> line.startsWith("send ")))
                .hasSize(3);
        assertThat(planned.lines().stream().filter(line -> line.startsWith("push ")))
                .hasSize(2);
    }

    @Test
    @DisplayName("image mod --dry-run for another place tells the blobs, and makes no layout")
    void rehearsesElsewhere() {
        put("src");
        CliResult planned = regctl(
                "image", "mod", ref("src:v1"), "--create", "ocidir://new:v1", "--annotation", "x=1", "--dry-run");

        planned.check().succeeds();
        assertThat(planned.lines().stream().filter(line -> line.startsWith("send ")))
                .hasSize(4);
        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(registry.requests().matching("GET", "/blobs/")).isEmpty();
    }

    /** Runs with a fixed time for the history of added layers. */
    private CliResult dated(String... words) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(words));
        return ProgramRunner.of(Regctl.PROGRAM, directory)
                .env("SOURCE_DATE_EPOCH", "1700000000")
                .run(all.toArray(String[]::new));
    }

    private static String[] append(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }

    @Test
    @DisplayName("regctl 11 --annotation-promote: an index gets what all its images have")
    void promotesAnnotations() {
        put("src");
        regctl(
                        "image",
                        "mod",
                        ref("src:v1"),
                        "--create",
                        "v2",
                        "--annotation",
                        "[linux/amd64,linux/arm64]shared=1",
                        "--annotation",
                        "[linux/amd64]own=1",
                        "--annotation-promote")
                .check()
                .succeeds();

        regctl("manifest", "get", "--format", "{{json .Annotations}}", ref("src:v2"))
                .check()
                .out("{\"shared\":\"1\"}\n");
    }

    @Test
    @DisplayName("regctl 11 --to-oci-referrers: attestations leave the index and refer to their image")
    void makesReferrers() {
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "1").build();
        SampleImage about =
                ImageFixture.image("unknown/unknown").layer("b", "2").build();
        registry.put(
                "src",
                ImageFixture.index(amd)
                        .add(
                                about,
                                Optional.empty(),
                                Map.of(
                                        "vnd.docker.reference.type",
                                        "attestation-manifest",
                                        "vnd.docker.reference.digest",
                                        amd.digest().toString()))
                        .build(),
                "v1");

        regctl("image", "mod", ref("src:v1"), "--create", "v2", "--to-oci-referrers")
                .check()
                .succeeds();

        regctl("manifest", "get", "--format", "{{len .Manifests}}", ref("src:v2"))
                .check()
                .out("1");
        regctl("artifact", "list", "--format", "{{len .Descriptors}}", ref("src@" + amd.digest()))
                .check()
                .out("1");
    }

    @Test
    @DisplayName("regctl 11 --rebase and --rebase-ref: the layers of the old base go, those of the new one come")
    void rebases() {
        SampleImage old = ImageFixture.image().layer("base", "old").build();
        registry.put("base", old, "1");
        regctl("image", "mod", ref("base:1"), "--create", "2", "--layer-strip-file", "base", "--layer-add", layer())
                .check()
                .succeeds();
        regctl("image", "mod", ref("base:1"), "--create", ref("app:1"), "--layer-add", layer())
                .check()
                .succeeds();

        regctl("image", "mod", ref("app:1"), "--create", "2", "--rebase-ref", ref("base:1") + "," + ref("base:2"))
                .check()
                .succeeds();
        regctl("image", "get-file", ref("app:2"), "base").check().exits(1);

        regctl(
                        "image",
                        "mod",
                        ref("app:1"),
                        "--create",
                        "named",
                        "--annotation-base",
                        ref("base:2") + "," + old.digest())
                .check()
                .succeeds();
        regctl("image", "mod", ref("app:named"), "--create", "3", "--rebase")
                .check()
                .succeeds();
        regctl("image", "get-file", ref("app:3"), "base").check().exits(1);
        regctl("image", "mod", ref("app:1"), "--rebase")
                .check()
                .exits(1)
                .errContains("image has no annotation org.opencontainers.image.base.name");
    }

    /** A value of {@code --layer-add}. */
    private String layer() {
        try {
            Files.writeString(
                    Files.createDirectories(directory.resolve("layer")).resolve("added"), "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "dir=layer";
    }

    @Test
    @DisplayName("regctl 11 --external-urls-rm: a layer from elsewhere becomes a normal one")
    void bringsExternalLayers() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        String manifest = new String(image.root().bytes(), StandardCharsets.UTF_8);
        String external = manifest.replace(
                "\"mediaType\":\"" + MediaType.OCI_LAYER_GZIP + "\"",
                "\"urls\":[\"http://127.0.0.1:1/gone\"],\"mediaType\":\"" + MediaType.OCI_FOREIGN_GZIP + "\"");
        assertThat(external).isNotEqualTo(manifest);
        ProgramRunner.of(Regctl.PROGRAM, directory)
                .stdin(external)
                .run("--host", TestHosts.host(registry), "manifest", "put", ref("src:external"))
                .check()
                .succeeds();

        regctl("image", "mod", ref("src:external"), "--create", "normal", "--external-urls-rm")
                .check()
                .succeeds();

        assertThat(digest(ref("src:normal"))).isEqualTo(image.digest().toString());
    }

    @Test
    @DisplayName("regctl 11.7: what is no tar archive does not become a layer, and the file is named")
    void refusesWhatIsNoArchive() throws IOException {
        SampleImage image = put("src");
        for (String content : List.of(
                "hello\n",
                "x".repeat(3000),
                "",
                "\0".repeat(300),
                "\0".repeat(512) + "x".repeat(3000),
                "\0".repeat(100_000) + "x".repeat(3000))) {
            Path file = Files.writeString(directory.resolve("notes.txt"), content);
            regctl("image", "mod", ref("src:v1"), "--replace", "--layer-add", "tar=" + file)
                    .check()
                    .exits(1)
                    .errContains("layer " + file + ": ", "tar archive");
        }
        assertThat(digest(ref("src:v1"))).isEqualTo(image.digest().toString());
        assertThat(writes()).isEmpty();
    }

    @Test
    @DisplayName(
            "regctl 11: options for a platform or a file that is not there, and a run that changes nothing, say so")
    void tellsWhatIsNotThere() {
        put("src");
        regctl("image", "mod", ref("src:v1"), "--replace", "--dry-run", "--env", "[linux/s390x]A=1")
                .check()
                .succeeds()
                .out("nothing would change\n")
                .errContains("No image has the platform of an option", "linux/s390x", "linux/amd64, linux/arm64");
        regctl("image", "mod", ref("src:v1"), "--replace", "--dry-run", "--layer-strip-file", "no/such")
                .check()
                .succeeds()
                .errContains("No layer has the file to remove", "no/such");
        regctl(
                        "image",
                        "mod",
                        ref("src:v1"),
                        "--replace",
                        "--dry-run",
                        "--file-tar-time",
                        "filename=no/such.tar,set=2020-02-02T00:00:00Z")
                .check()
                .succeeds()
                .errContains("No layer to change has the archive whose times are to change", "no/such.tar");
        regctl("image", "mod", ref("src:v1"), "--replace", "--layer-add", "tar=no/such.tar")
                .check()
                .exits(1)
                .errContains("no/such.tar: no such file or directory");
    }

    @Test
    @DisplayName("regctl 11: a hard link to a file that is removed, and a build argument that is not there, say so")
    void tellsWhatIsLeft() throws IOException {
        put("src");
        Path tar = directory.resolve("links.tar");
        Files.write(
                tar,
                new TarBytes()
                        .file("etc/passwd", "root")
                        .hardLink("usr/hard", "etc/passwd")
                        .build());
        regctl("image", "mod", ref("src:v1"), "--create", "linked", "--layer-add", "tar=" + tar)
                .check()
                .succeeds();

        regctl("image", "mod", ref("src:linked"), "--replace", "--dry-run", "--layer-strip-file", "/etc")
                .check()
                .succeeds()
                .errContains("A hard link leads to a removed file", "usr/hard");
        regctl("image", "mod", ref("src:v1"), "--replace", "--dry-run", "--buildarg-rm", "token=secret")
                .check()
                .succeeds()
                .errContains("No history has the build argument", "arg=token");
    }

    /** Options and what is wrong with them. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("parameter without a value: foo", "--time", "foo"),
                mistake("unknown time option: foo", "--layer-time", "foo=1"),
                mistake("requires a time to set", "--config-time", "base-layers=1"),
                mistake("set time must be formatted 2006-01-02T15:04:05Z07:00", "--time", "set=now"),
                mistake("after time must be formatted", "--time", "set=2020-02-02T00:00:00Z,after=x"),
                mistake("base-layers must be a number of layers: -1", "--time", "from-label=x,base-layers=-1"),
                mistake("requires the file, give filename=NAME", "--file-tar-time", "set=2020-02-02T00:00:00Z"),
                mistake("cannot use dir and tar options together in layer-add", "--layer-add", "dir=a,tar=b"),
                mistake("tar file input is required", "--layer-add", "platform=linux/amd64"),
                mistake("parameter without a value: \"\", give name=value such as tar=FILE", "--layer-add", ""),
                mistake("parameter without a value: tar=, ", "--layer-add", "tar="),
                mistake("parameter without a value: from-label=, ", "--time", "from-label="),
                mistake("unknown time option: \"\"", "--time", "set=2020-02-02T00:00:00Z,=x"),
                mistake("text/x, use application/vnd.oci.image.layer.v1.tar", "--layer-add", "tar=a,mediaType=text/x"),
                mistake("digest algorithm \"\" is not available", "--digest-algo", ""),
                mistake("invalid platform component \"\" in \"\"", "--config-platform", ""),
                mistake("such as linux/amd64, or local for", "--config-platform", "linux"),
                mistake("such as linux/amd64, or local for", "--config-platform", "arm64"),
                mistake("such as linux/amd64, or local for", "--config-platform", "windows,osver=10.0.1"),
                mistake("unknown layer-add option: size", "--layer-add", "dir=a,size=1"),
                mistake("unsupported layer compression: bzip2", "--layer-compress", "bzip2"),
                mistake("arg requires an image name and digest", "--annotation-base", "alpine:3"),
                mistake("requires the old and the new base image", "--rebase-ref", "alpine:3"),
                mistake("must be a number of bytes", "--data-max", "lots"),
                mistake("for \"--expose-add\" flag: a port is expected", "--expose-add", "http"),
                mistake("use gzip, none or zstd", "--layer-compress", "lzma9"),
                mistake("such as set=2024-01-31T00:00:00Z", "--time", "base-layers=1"),
                mistake("must be a number of bytes", "--data-max", "-2"),
                mistake("the name of the variable is empty", "--env", "=1"),
                mistake("the name of the variable is empty", "--env", ""),
                mistake("the name of the label is empty", "--label", "[linux/amd64]=1"),
                mistake("no \"]\" ends the platforms in front of the name of the label", "--label", "[linux/amd64a=b"),
                mistake("the name of the annotation is empty", "--annotation", "="),
                mistake("the name of the volume is empty", "--volume-add", ""),
                mistake("a port is expected", "--expose-add", ""),
                mistake("the name of the file is empty", "--file-tar-time", "filename=/,set=2020-02-02T00:00:00Z"),
                mistake("an empty expression would remove all layers", "--layer-rm-created-by", ""),
                mistake("give a tag or a reference", "--create", ""),
                mistake("the digest of the result is its own", "--create", "r.example/a@" + Digest.sha256(new byte[0])),
                mistake("the digest of the result is its own", "--create", "a:b@" + Digest.sha256(new byte[0])),
                mistake("md5", "--digest-algo", "md5"),
                mistake("invalid regular expression", "--layer-rm-created-by", "("),
                mistake("parsing \"-1\": invalid syntax, give a number from 0", "--layer-rm-index", "-1"),
                mistake("parsing \"4294967295\": value out of range", "--layer-rm-index", "4294967295"),
                mistake("with its value, name=value", "--buildarg-rm", "token"),
                mistake("more than os/architecture/variant", "--config-platform", "linux/amd64/v1/x/y"));
    }

    private static Arguments mistake(String message, String option, String value) {
        return arguments(option, value, message);
    }

    @ParameterizedTest(name = "regctl 11.7 {0} {1}")
    @MethodSource("mistakes")
    void refusesWrongValues(String option, String value, String message) {
        regctl("image", "mod", ref("src:v1"), option, value)
                .check()
                .exits(1)
                .errContains(
                        option.startsWith("--buildarg-rm") ? "invalid argument for " : "invalid argument \"" + value)
                .errContains("for \"" + option + "\" flag: ")
                .errContains(message);
        assertThat(registry.requests().all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "--rebase-ref joe:S3cret@h.example/a",
                "--annotation-base joe:S3cret@h.example/a",
                "--time set=2020-02-02T00:00:00Z,base-ref=joe:S3cret@h.example/a",
                "--buildarg-rm S3cret",
                "--buildarg-rm-regex S3cret",
                "--buildarg-rm-regex token=S3cret(",
                "--buildarg-rm-regex token=S3cret{9999}"
            })
    @DisplayName("regctl 1.2: a refused value is told without the login in it; a build argument is not told at all")
    void quotesNoSecret(String option, String value) {
        CliResult result = regctl("image", "mod", ref("src:v1"), option, value);
        result.check().exits(1).errContains("invalid argument ", "for \"" + option + "\" flag: ");
        assertThat(result.err()).doesNotContain("S3cret");
    }

    @Test
    @DisplayName("regctl 11 --layer-rm-index, --to-docker: what an image cannot have is told with its name")
    void refusesWhatCannotBe() {
        put("src");
        regctl("image", "mod", ref("src:v1"), "--layer-rm-index", "0")
                .check()
                .exits(1)
                .errContains("remove layer by index requires v2 image manifest, " + ref("src"));
        regctl("image", "mod", ref("src:v1"), "--layer-rm-created-by", "none")
                .check()
                .exits(1)
                .errContains("no layers match expression: none");
        registry.put(
                "art",
                ImageFixture.artifact("application/x").blob("text/plain", "1").build(),
                "v1");
        regctl("image", "mod", ref("art:v1"), "--to-docker")
                .check()
                .exits(1)
                .errContains("unable to convert artifactType to docker manifest, ref " + ref("art"));
        regctl("image", "mod", ref("src:v1"), "--create", "bad/", "--label", "x=1")
                .check()
                .exits(1);
        assertThat(writes()).isEmpty();
    }
}
