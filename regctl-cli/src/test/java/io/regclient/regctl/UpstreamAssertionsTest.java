// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the tests of the reference assert about its command line (contract regctl 14), one method for each group. */
class UpstreamAssertionsTest extends WithRegistry {
    private static final String ABSENT = "sha256:" + "0".repeat(64);

    private CliResult reading(String input, String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).stdin(input).run(all.toArray(String[]::new));
    }

    /** An artifact of layers with their media types and titles. */
    private void artifact(String tag, String... typesAndNames) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("artifact", "put", "--artifact-type", "application/example", "--file-title"));
        for (int i = 0; i < typesAndNames.length; i += 2) {
            Files.writeString(directory.resolve(typesAndNames[i + 1]), Integer.toString(i / 2 + 1));
            words.addAll(List.of("-f", typesAndNames[i + 1], "-m", typesAndNames[i]));
        }
        words.add(ref("repo:" + tag));
        regctl(words.toArray(String[]::new)).check().succeeds();
    }

    @Test
    @DisplayName("regctl 14: artifact get, by media type and by name")
    void artifactGet() throws IOException {
        String t = "application/example.layer.";
        artifact("a3", t + "1", "layer1.txt", t + "2", "layer2.txt", t + "3", "layer3.txt");
        reading("eggs", "artifact", "put", "--artifact-type", "application/example", ref("repo:a1"))
                .check()
                .succeeds();
        regctl("artifact", "get").check().exits(1).errContains("either a reference or subject must be provided");
        regctl("artifact", "get", "in valid").check().exits(1).errContains("invalid reference");
        regctl("artifact", "get", ref("repo:gone")).check().exits(1).errContains("not found");
        regctl("artifact", "get", ref("repo:a1")).check().out("eggs");
        regctl("artifact", "get", "-m", t + "2", ref("repo:a3")).check().out("2");
        regctl("artifact", "get", "--file", "layer3.txt", ref("repo:a3"))
                .check()
                .out("3");
        regctl("artifact", "get", "-m", t + "9", ref("repo:a3"))
                .check()
                .exits(1)
                .errContains("no matching layers found in the artifact, verify media-type and filename");
    }

    @Test
    @DisplayName("regctl 14: artifact get of what refers to an image, there or in another repository, and of an index")
    void artifactGetOfSubjects() {
        registry.put("repo", ImageFixture.multiPlatform("linux/amd64"), "v2");
        String sbom = "application/example.sbom";
        reading("eggs", "artifact", "put", "--artifact-type", sbom, "--subject", ref("repo:v2"))
                .check()
                .succeeds();
        regctl("artifact", "get", "--subject", ref("repo:v2"), "--filter-artifact-type", sbom)
                .check()
                .out("eggs");
        for (String[] food : new String[][] {{"bread", "2"}, {"bacon", "1"}}) {
            reading(
                            food[0],
                            "artifact",
                            "put",
                            "--artifact-type",
                            sbom,
                            "--subject",
                            ref("repo:v2"),
                            "--external",
                            ref("external"),
                            "--annotation",
                            "preference=" + food[1])
                    .check()
                    .succeeds();
        }
        regctl(
                        "artifact",
                        "get",
                        "--subject",
                        ref("repo:v2"),
                        "--external",
                        ref("external"),
                        "--sort-annotation",
                        "preference")
                .check()
                .out("bacon");
        for (String type : List.of("sbom", "sig")) {
            reading(
                            type.equals("sbom") ? "eggs" : "ham",
                            "artifact",
                            "put",
                            "--artifact-type",
                            "application/" + type,
                            "--annotation",
                            "type=" + type,
                            "--index",
                            ref("repo:ai"))
                    .check()
                    .succeeds();
        }
        String[] ofIndex = {"artifact", "get", ref("repo:ai"), "--filter-annotation", "type=sbom"};
        regctl(ofIndex).check().out("eggs");
        List<String> config = new ArrayList<>(List.of(ofIndex));
        config.add("--config");
        regctl(config.toArray(String[]::new)).check().out("{}");
    }

    @Test
    @DisplayName("regctl 14: artifact list and tree, their headings and forms")
    void artifactListAndTree() {
        SampleImage index = ImageFixture.multiPlatform("linux/amd64");
        SampleImage sbom =
                ImageFixture.artifact("application/example.sbom").subject(index).build();
        registry.put("repo", index.withReferrer(sbom), "v2");
        regctl("artifact", "list", ref("repo:v2")).check().outContains("Referrers:");
        regctl("artifact", "list", "--format", "{{ ( index .Descriptors 0 ).ArtifactType }}", ref("repo:v2"))
                .check()
                .out("application/example.sbom");
        regctl("artifact", "tree", ref("repo:v2")).check().outContains("Children", "Referrers:");
        regctl("artifact", "tree", "--format", "{{ ( index .Referrer 0 ).ArtifactType }}", ref("repo:v2"))
                .check()
                .out("application/example.sbom");
    }

    @Test
    @DisplayName("regctl 14: artifact put of media types with parameters, and of external referrers without a subject")
    void artifactPut() {
        String wrong = "application/x;version=1.0";
        for (String[] words : List.of(
                new String[] {"--artifact-type", wrong},
                new String[] {"--artifact-type", "application/x", "--config-type", wrong},
                new String[] {"--artifact-type", "application/x", "-m", wrong})) {
            List<String> all = new ArrayList<>(List.of("artifact", "put"));
            all.addAll(List.of(words));
            all.add(ref("repo:a"));
            reading("x", all.toArray(String[]::new)).check().exits(1).errContains("invalid media type: " + wrong);
        }
        reading("x", "artifact", "put", "--artifact-type", "application/x", "--external", ref("other"))
                .check()
                .exits(1)
                .errContains("pushing a referrer to an external repository requires a subject");
        assertThat(registry.requests().all()).isEmpty();
    }

    @Test
    @DisplayName("regctl 14: blob get-file, both diffs, and copies between layouts")
    void blobs() {
        SampleImage one = ImageFixture.image().layer("base.txt", "A").build();
        SampleImage two =
                ImageFixture.image().layer("base.txt", "B").env("a", "b").build();
        registry.put("repo", one, "b1");
        registry.put("repo", two, "b2");
        String repo = ref("repo");
        String[] first = digests(one);
        String[] second = digests(two);
        regctl("blob", "get-file", repo, first[1], "base.txt").check().out("A");
        assertThat(regctl("blob", "diff-config", repo, first[0], repo, second[0])
                        .check()
                        .succeeds())
                .isNotNull();
        assertThat(regctl("blob", "diff-config", repo, first[0], repo, second[0])
                        .out())
                .isNotBlank();
        assertThat(regctl("blob", "diff-layer", repo, first[1], repo, second[1]).out())
                .contains("base.txt");
        regctl("blob", "copy", repo, "ocidir://one", first[1]).check().succeeds();
        regctl("blob", "copy", "ocidir://one", "ocidir://two", first[1]).check().succeeds();
        regctl("blob", "get-file", "ocidir://two", first[1], "base.txt").check().out("A");
    }

    private String[] digests(SampleImage image) {
        registry.put("repo", image, "tmp");
        return regctl(
                        "manifest",
                        "get",
                        "--format",
                        "{{.Config.Digest}} {{range .Layers}}{{.Digest}}{{end}}",
                        ref("repo:tmp"))
                .out()
                .split(" ", -1);
    }

    @Test
    @DisplayName("regctl 14: image create, export and import are silent; inspect has its forms")
    void images() {
        registry.put(
                "repo",
                ImageFixture.image().label("version", "3").layer("a", "b").build(),
                "v3");
        registry.put("repo", ImageFixture.artifact("application/example").build(), "a1");
        regctl("image", "create", ref("repo:new")).check().succeeds().out("").errIsEmpty();
        regctl("image", "export", ref("repo:v3"), "v3.tar")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        regctl("image", "import", "ocidir://layout:v3", "v3.tar")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        String[] inspect = {"image", "inspect", "-p", "linux/amd64", ref("repo:v3"), "--format"};
        regctl(with(inspect, "{{ index .Config.Labels \"version\" }}")).check().out("3");
        regctl(with(inspect, "{{ .GetConfig.OS}}")).check().out("linux");
        regctl(with(inspect, "body")).check().outContains("\"architecture\":\"amd64\"");
        regctl(with(inspect, "raw")).check().outContains("Content-Type: ", "\"architecture\":\"amd64\"");
        regctl(with(inspect, "headers")).check().outContains("Content-Type: ");
        regctl("image", "inspect", ref("repo:a1")).check().exits(1).errContains("unsupported");
        regctl("image", "copy", ref("repo:v3"), "ocidir://layout:copy").check().out("ocidir://layout:copy\n");
        regctl("image", "copy", "ocidir://layout:copy", "ocidir://second:copy")
                .check()
                .out("ocidir://second:copy\n");
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 14: an index of two platforms has no third; with a subject it is a referrer")
    void indexes() {
        registry.put("repo", ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/s390x"), "v3");
        regctl(
                        "index",
                        "create",
                        ref("repo:two"),
                        "--ref",
                        ref("repo:v3"),
                        "--platform",
                        "linux/amd64",
                        "--platform",
                        "linux/arm64")
                .check()
                .succeeds();
        regctl("image", "digest", "-p", "linux/arm64", ref("repo:two")).check().succeeds();
        regctl("image", "digest", "-p", "linux/s390x", ref("repo:two"))
                .check()
                .exits(1)
                .errContains("not found");
        regctl("index", "create", ref("repo:sub"), "--subject", "v3", "--artifact-type", "application/x")
                .check()
                .succeeds();
        regctl("artifact", "list", "--format", "{{(index .Descriptors 0).ArtifactType}}", ref("repo:v3"))
                .check()
                .out("application/x");
    }

    @Test
    @DisplayName("regctl 14: manifest head and manifest delete, what is there and what is not")
    void manifests() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64");
        registry.put("repo", image, "v1", "v2");
        regctl("manifest", "head", ref("repo:gone")).check().exits(1).errContains("not found");
        regctl("manifest", "head", ref("repo:v1")).check().out(image.digest() + "\n");
        regctl("manifest", "head", "-p", "linux/amd64", ref("repo:v1")).check().succeeds();
        regctl("manifest", "head", "-p", "linux/unknown", ref("repo:v1"))
                .check()
                .exits(1)
                .errContains("not found");
        regctl("manifest", "delete", ref("repo:v1"))
                .check()
                .exits(1)
                .errContains("digest required to delete manifest, reference " + ref("repo:v1"));
        regctl("manifest", "delete", ref("repo@" + ABSENT)).check().exits(1).errContains("not found");
        regctl("manifest", "delete", "--ignore-missing", ref("repo@" + ABSENT))
                .check()
                .succeeds();
        regctl("manifest", "delete", "--force-tag-dereference", ref("repo:gone"))
                .check()
                .exits(1);
        regctl("manifest", "delete", "--force-tag-dereference", "--ignore-missing", ref("repo:gone"))
                .check()
                .succeeds();
        regctl("manifest", "delete", "--force-tag-dereference", ref("repo:v1"))
                .check()
                .succeeds();
        regctl("manifest", "head", ref("repo:v2")).check().exits(1).errContains("not found");
    }

    @Test
    @DisplayName("regctl 14: --ignore-missing ignores no registry that speaks TLS and is asked without")
    void otherProtocol() {
        try (InProcessRegistry secure =
                InProcessRegistry.builder().tls(TestTls.shared()).start()) {
            String[] plain = {"--host", TestHosts.host(secure)};
            String repo = secure.host() + "/repo";
            run(with(plain, "tag", "delete", "--ignore-missing", repo + ":gone"))
                    .check()
                    .exits(1);
        }
    }

    private CliResult run(String... args) {
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(args);
    }

    @Test
    @DisplayName(
            "regctl 14: settings of registries, a host that refuses, one that is unknown, one that goes with its settings")
    void registries() throws IOException {
        String host = registry.host();
        run("registry", "set", host, "--tls", "disabled").check().succeeds();
        run("registry", "whoami", host).check().exits(1).errContains("no login found for " + host);
        run("registry", "login", host, "-u", "u", "-p", "p").check().succeeds();
        run("registry", "whoami", host).check().out("u\n");
        run("registry", "logout", host).check().succeeds();
        run("registry", "whoami", host).check().exits(1);
        run("registry", "config", "unknown.example").check().succeeds().out("");
        run("registry", "set", host, "--tls", "enabled", "--skip-check").check().succeeds();
        assertThat(Files.readString(directory.resolve(".regctl/config.json"))).isEqualTo("{}");
        registry.faults().on("GET", "/v2/", new Fault.Status(403));
        run("registry", "set", host, "--tls", "disabled").check().exits(1).errContains("unauthorized");
    }

    @Test
    @DisplayName("regctl 14: a directory in the place of the configuration is passed over")
    void root() throws IOException {
        registry.put("repo", ImageFixture.small(1), "v1");
        CliRunner runner = ProgramRunner.of(Regctl.PROGRAM, directory)
                .env(
                        "REGCTL_CONFIG",
                        Files.createDirectory(directory.resolve("d")).toString());
        runner.run("--host", TestHosts.host(registry), "tag", "ls", ref("repo"))
                .check()
                .succeeds()
                .out("v1\n");
    }

    @Test
    @DisplayName("regctl 14: tag ls of a layout, its raw form; tag delete of a digest and of what is missing")
    void tags() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64");
        ImageFixture.writeLayout(image, directory.resolve("layout"), "v1");
        regctl("tag", "ls", "ocidir://layout").check().out("v1\n");
        regctl("tag", "ls", "--format", "raw", "ocidir://layout").check().outContains(MediaType.OCI_INDEX);
        try (InProcessRegistry paged = InProcessRegistry.builder().pageSize(2).start()) {
            paged.put("repo", ImageFixture.small(1), "a", "b", "c", "d");
            run("--host", TestHosts.host(paged), "tag", "ls", "--limit", "2", paged.host() + "/repo")
                    .check()
                    .outLines("a", "b");
        }
        for (String repo : List.of(ref("repo"), "ocidir://layout")) {
            regctl("tag", "delete", repo + "@" + ABSENT)
                    .check()
                    .exits(1)
                    .errContains("tag missing from image reference");
            regctl("tag", "delete", repo + ":gone").check().exits(1).errContains(repo + ":gone");
            regctl("tag", "delete", "--ignore-missing", repo + ":gone").check().succeeds();
        }
    }
}
