// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploading artifacts (contract regctl 9.1.3, 13.30, 14). */
class ArtifactPutTest extends WithRegistry {
    private static final String CONFIG = "{{.Config.MediaType}} {{.ArtifactType}} {{(index .Layers 0).MediaType}}";
    private static final String DEFAULT_TYPE = "using default value for artifact-type is not recommended";

    private final SampleImage image = ImageFixture.small(1);

    @Override
    CliResult regctl(String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).stdin("eggs").run(all.toArray(String[]::new));
    }

    private String manifest(String format, String name) {
        CliResult result = regctl("manifest", "get", "--format", format, ref(name));
        result.check().succeeds();
        return result.out();
    }

    @Test
    @DisplayName("regctl 9.1.3, 14: without types the config is empty and the artifact type a default, with a warning")
    void usesDefaults() {
        regctl("artifact", "put", ref("repo:v1")).check().succeeds().out("").errContains(DEFAULT_TYPE);

        assertThat(manifest(CONFIG, "repo:v1"))
                .isEqualTo(MediaType.OCI_EMPTY + " application/vnd.unknown.config+json " + MediaType.OCTET_STREAM);
        regctl("artifact", "get", ref("repo:v1")).check().out("eggs");
        regctl("artifact", "get", "--config", ref("repo:v1")).check().out("{}");
    }

    @Test
    @DisplayName("regctl 9.1.3, 13.30: the table of artifact type, config type and config file")
    void choosesTypes() throws IOException {
        Files.writeString(directory.resolve("c.json"), "{\"a\":1}");
        String type = "application/a";

        regctl("artifact", "put", "--artifact-type", type, ref("repo:t"))
                .check()
                .succeeds()
                .err("");
        assertThat(manifest(CONFIG, "repo:t")).isEqualTo(MediaType.OCI_EMPTY + " application/a application/a");

        regctl("artifact", "put", "--config-type", "application/c", ref("repo:c"))
                .check()
                .succeeds()
                .err("");
        assertThat(manifest(CONFIG, "repo:c")).isEqualTo("application/c  " + MediaType.OCTET_STREAM);

        regctl("artifact", "put", "--config-type=application/c", "--artifact-type", type, ref("repo:ct"))
                .check()
                .succeeds()
                .errContains("artifact type is left out");
        assertThat(manifest("{{.ArtifactType}}", "repo:ct")).isEmpty();

        regctl("artifact", "put", "--config-file", "c.json", "--artifact-type", type, ref("repo:f"))
                .check()
                .succeeds()
                .errContains("setting config-type using artifact-type");
        assertThat(manifest(CONFIG, "repo:f")).isEqualTo("application/a application/a application/a");
        regctl("artifact", "get", "--config", ref("repo:f")).check().out("{\"a\":1}");

        regctl("artifact", "put", "--config-file", "c.json", ref("repo:x"))
                .check()
                .exits(1)
                .err("config-type is required for config-file\n");
        regctl("artifact", "put", "--config-file=c.json", "--config-type=application/c", ref("repo:b"))
                .check()
                .succeeds()
                .err("");
        assertThat(manifest(CONFIG, "repo:b")).isEqualTo("application/c  " + MediaType.OCTET_STREAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--artifact-type", "--config-type", "--file-media-type"})
    @DisplayName("regctl 14: a media type with parameters is refused")
    void refusesParameters(String flag) {
        regctl("artifact", "put", flag, "application/a;version=1.0", ref("repo:x"))
                .check()
                .exits(1)
                .errContains("invalid media type: application/a;version=1.0", "unsupported media type");
        assertThat(registry.requests().all()).isEmpty();
    }

    @Test
    @DisplayName("regctl 9.1.3: a file that cannot be read is named with the reason")
    void namesTheReason() {
        regctl("artifact", "put", "-f", "nofile", "--artifact-type", "application/a", ref("repo:x"))
                .check()
                .exits(1)
                .errContains("failed to open ", "nofile: no such file or directory");
    }

    @Test
    @DisplayName("regctl 9.1.3: files need as many types, titles are the names as typed, a directory is packed")
    void putsFiles() throws IOException {
        Files.createDirectories(directory.resolve("sub/dir"));
        Files.writeString(directory.resolve("sub/one.txt"), "one");
        Files.writeString(directory.resolve("sub/dir/two.txt"), "two");
        regctl("artifact", "put", "-f", "sub/one.txt", "-f", "sub/dir", "-m", "text/plain", ref("repo:x"))
                .check()
                .exits(1)
                .err(
                        "one artifact media-type must be set for each artifact file, give --file-media-type (-m) 2 times\n");

        regctl(
                        "artifact",
                        "put",
                        "--artifact-type",
                        "application/a",
                        "-f",
                        "sub/one.txt",
                        "-m",
                        "text/plain",
                        "-f",
                        "sub/dir/",
                        "-m",
                        "application/x-tgz",
                        "--file-title",
                        ref("repo:v1"))
                .check()
                .succeeds()
                .err("");

        String title =
                "{{range .Layers}}{{println .MediaType (index .Annotations \"org.opencontainers.image.title\")}}{{end}}";
        assertThat(manifest(title, "repo:v1")).isEqualTo("text/plain sub/one.txt\napplication/x-tgz sub/dir/\n");
        Files.createDirectory(directory.resolve("out"));
        regctl("artifact", "get", "-o", "out", ref("repo:v1")).check().succeeds();
        assertThat(directory.resolve("out/sub/one.txt")).hasContent("one");
        assertThat(directory.resolve("out/sub/dir/two.txt")).hasContent("two");

        regctl(
                        "artifact",
                        "put",
                        "--artifact-type",
                        "application/a",
                        "-f",
                        "sub/one.txt",
                        "--file-title",
                        "--strip-dirs",
                        ref("repo:v2"))
                .check()
                .succeeds();
        assertThat(manifest(title, "repo:v2")).isEqualTo("application/a one.txt\n");
        CliResult missing = regctl("artifact", "put", "--artifact-type", "application/a", "-f", "gone", ref("repo:v3"));
        missing.check().exits(1).errContains("failed to open ", "gone");
        assertThat(missing.err().lines()).hasSize(1);
    }

    @Test
    @DisplayName("regctl 9.1.3: subject first, blobs that are there are not sent, keys in order, the subject is plain")
    void putsAReferrer() throws IOException {
        registry.put("repo", image, "v1");
        Files.writeString(directory.resolve("f"), "bacon");
        String[] command = {
            "artifact",
            "put",
            "--subject",
            ref("repo:v1"),
            "--artifact-type",
            "application/a",
            "-f",
            "f",
            "--annotation",
            "b=2",
            "--annotation",
            "a",
            "--by-digest"
        };
        CliResult first = regctl(command);
        first.check().succeeds().err("");
        assertThat(first.out()).matches("sha256:[0-9a-f]{64}\n");
        assertThat(registry.requests().lines()).startsWith("HEAD /v2/repo/manifests/v1");
        registry.requests().clear();

        regctl(command).check().out(first.out());

        assertThat(registry.requests().count("POST", ".*")).isZero();
        String body = manifest("body", "repo@" + first.out().strip());
        assertThat(body)
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"artifactType\":\"application/a\",\"config\":{")
                .contains("\"subject\":{\"mediaType\":\"" + image.root().mediaType() + "\",\"digest\":\""
                        + image.digest() + "\",\"size\":" + image.root().bytes().length + "}")
                .endsWith("\"annotations\":{\"a\":\"\",\"b\":\"2\"}}");
        regctl("artifact", "get", "--subject", ref("repo:v1")).check().out("bacon");
        regctl("tag", "ls", ref("repo")).check().outLines("v1");
    }

    @Test
    @DisplayName("regctl 9.1.3: without the referrers API the fallback tag lists the artifact")
    void putsAReferrerWithoutTheApi() {
        registry.close();
        registry = InProcessRegistry.builder()
                .without(RegistryFeature.REFERRERS_API)
                .start();
        registry.put("repo", image, "v1");
        regctl("artifact", "put", "--subject", ref("repo:v1"), "--artifact-type", "application/a")
                .check()
                .succeeds()
                .out("");
        regctl("artifact", "get", "--subject", ref("repo:v1")).check().out("eggs");
        regctl("tag", "ls", ref("repo"))
                .check()
                .outLines("sha256-" + image.digest().hex(), "v1");
    }

    @Test
    @DisplayName("regctl 9.1.3, 14: another repository by --external, by name, or by both when they are the same")
    void putsIntoAnotherRepository() {
        registry.put("repo", image, "v1");
        String[] base = {"artifact", "put", "--subject", ref("repo:v1"), "--artifact-type", "application/a"};
        regctl(with(base, "--external", ref("ext"))).check().succeeds();
        regctl(with(base, ref("named:a"))).check().succeeds();
        regctl(with(base, "--external", ref("both"), ref("both:a"))).check().succeeds();
        for (String repo : List.of("ext", "named", "both")) {
            regctl("artifact", "get", "--subject", ref("repo:v1"), "--external", ref(repo))
                    .check()
                    .out("eggs");
        }
        regctl(with(base, "--external", ref("ext"), ref("other:a")))
                .check()
                .exits(1)
                .err("push by reference and external to separate repositories is not supported\n");
        regctl("artifact", "put", "--external", ref("ext"), ref("ext:a"))
                .check()
                .exits(1)
                .err("pushing a referrer to an external repository requires a subject\n");
        regctl("artifact", "put").check().exits(1).err("either a reference or subject must be provided\n");
        regctl("artifact", "put", "--subject", ref("repo:gone"), "--artifact-type", "application/a")
                .check()
                .exits(1)
                .errContains("unable to find subject manifest: ");
        regctl("artifact", "put", "--media-type", MediaType.OCI_INDEX, ref("repo:x"))
                .check()
                .exits(1)
                .errContains("unsupported manifest media type: " + MediaType.OCI_INDEX);
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 9.1.3, 13.30, 14: --index creates, appends, and replaces what is no index")
    void putsIntoAnIndex() {
        registry.put("repo", image, "v1");
        String[] base = {"artifact", "put", "--index", "--artifact-type", "application/a", "--annotation"};
        regctl(with(base, "n=1", "-p", "linux/amd64", ref("repo:v1")))
                .check()
                .succeeds()
                .out("");
        regctl(with(base, "n=2", ref("repo:v1"))).check().succeeds();
        assertThat(manifest("{{range .Manifests}}{{println .ArtifactType .Annotations.n .Platform}}{{end}}", "repo:v1"))
                .isEqualTo("application/a 1 linux/amd64\napplication/a 2 <nil>\n");
        regctl("artifact", "get", "--filter-annotation", "n=2", ref("repo:v1"))
                .check()
                .out("eggs");
        regctl("artifact", "put", "--index", "--subject", ref("repo:v1"))
                .check()
                .exits(1);
    }

    @Test
    @DisplayName("regctl 9.1.3: the withdrawn artifact manifest is written with a warning")
    void putsAnArtifactManifest() {
        regctl(
                        "artifact",
                        "put",
                        "--media-type",
                        MediaType.OCI_ARTIFACT,
                        "--artifact-type",
                        "application/a",
                        ref("repo:v1"))
                .check()
                .succeeds()
                .errContains("withdrawn");
        assertThat(manifest("{{.GetMediaType}} {{.ArtifactType}}", "repo:v1"))
                .isEqualTo(MediaType.OCI_ARTIFACT + " application/a");
        regctl(
                        "artifact",
                        "put",
                        "--format",
                        "{{.Manifest.ArtifactType}}",
                        "--artifact-type=application/b",
                        ref("repo:v2"))
                .check()
                .out("application/b");
    }

    @Test
    @DisplayName("regctl 9.1.3, 12.4: in a layout the artifact of an index is not listed and stays")
    void putsIntoALayout() {
        String layout = "ocidir://layout";
        regctl("artifact", "put", "--index", "--artifact-type", "application/a", layout + ":v1")
                .check()
                .succeeds();
        regctl("artifact", "get", layout + ":v1").check().out("eggs");
        regctl("artifact", "put", "--subject", layout + ":v1", "--artifact-type", "application/b")
                .check()
                .succeeds();
        regctl("artifact", "list", "--format", "{{(index .Descriptors 0).ArtifactType}}", layout + ":v1")
                .check()
                .out("application/b");
    }
}
