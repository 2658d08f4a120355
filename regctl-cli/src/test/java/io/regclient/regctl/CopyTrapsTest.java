// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.MediaType;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a naive port gets wrong when images move: section 13 of the contract, as far as no other test names it. */
class CopyTrapsTest extends WithRegistry {
    private List<String> puts(InProcessRegistry target, String repository) {
        return target.requests().matching("PUT", "/v2/" + repository + "/manifests/.*").stream()
                .map(RecordedRequest::path)
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    private static CliResult on(InProcessRegistry other, Path directory, String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(other)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("regctl 13.2: an equal digest ends a copy although a blob is missing; --force-recursive repairs")
    void skipsWhatIsEqual() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        regctl("image", "copy", ref("src:v1"), ref("tgt:v1")).check().succeeds();
        String layer = image.blobs().getLast().digest().toString();
        regctl("blob", "delete", ref("tgt"), layer).check().succeeds();

        regctl("image", "copy", ref("src:v1"), ref("tgt:v1")).check().succeeds();
        regctl("blob", "head", ref("tgt"), layer).check().exits(1);

        regctl("image", "copy", "--force-recursive", ref("src:v1"), ref("tgt:v1"))
                .check()
                .succeeds();
        regctl("blob", "head", ref("tgt"), layer).check().succeeds();
    }

    @Test
    @DisplayName("regctl 13.3: a target that answers the first HEAD by an error is tried all the same")
    void triesATargetThatFails() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        registry.faults().on("HEAD", "/v2/tgt/manifests/v1", FaultPlan.Occurrence.first(1), new Fault.Status(400));
        regctl("image", "copy", ref("src:v1"), ref("tgt:v1")).check().succeeds().out(ref("tgt:v1\n"));
        regctl("image", "digest", ref("tgt:v1")).check().out(image.digest() + "\n");
    }

    @Test
    @DisplayName("regctl 13.6: the session that answers a mount takes the blob, so that none is left open")
    void usesTheSessionOfAMount() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        try (InProcessRegistry other = InProcessRegistry.start()) {
            on(
                            other,
                            directory,
                            "--host",
                            TestHosts.host(registry),
                            "image",
                            "copy",
                            ref("src:v1"),
                            other.host() + "/tgt:v1")
                    .check()
                    .succeeds();
            int blobs = image.blobs().size();
            assertThat(other.requests().matching("POST", ".*/uploads/"))
                    .hasSize(blobs)
                    .allMatch(request -> request.query().contains("mount=sha256"));
            assertThat(other.requests().count("PUT", ".*/uploads/.*")).isEqualTo(blobs);
        }
    }

    @Test
    @DisplayName("regctl 13.7: without the referrers API what refers is found by the fallback tag, filters included")
    void fallsBackToTheTag() {
        SampleImage image = ImageFixture.small(1);
        try (InProcessRegistry old = InProcessRegistry.builder()
                .without(RegistryFeature.REFERRERS_API)
                .start()) {
            old.put("repo", image, "v1");
            String repo = old.host() + "/repo";
            for (String type : List.of("application/a", "application/b")) {
                on(old, directory, "artifact", "put", "--artifact-type", type, "--subject", repo + ":v1")
                        .check()
                        .succeeds();
            }
            on(old, directory, "tag", "ls", repo)
                    .check()
                    .outLines("sha256-" + image.digest().hex(), "v1");
            String types = "{{range .Descriptors}}{{.ArtifactType}} {{end}}";
            on(old, directory, "artifact", "list", "--format", types, repo + ":v1")
                    .check()
                    .out("application/a application/b ");
            on(
                            old,
                            directory,
                            "artifact",
                            "list",
                            "--filter-artifact-type",
                            "application/b",
                            "--format",
                            types,
                            repo + ":v1")
                    .check()
                    .out("application/b ");
        }
    }

    @Test
    @DisplayName("regctl 13.8, 13.9: children, referrers and digest tags, also those of children, come before the tag")
    void pushesTheTagLast() {
        SampleImage child = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        SampleImage index = ImageFixture.index(child).build();
        SampleImage sbom =
                ImageFixture.artifact("application/sbom").subject(index).build();
        SampleImage signed = ImageFixture.small(8);
        String digestTag = "sha256-" + child.digest().hex() + ".sig";
        registry.put("src", index.withReferrer(sbom), "v1");
        registry.put("src", signed, digestTag);

        regctl("image", "copy", "--referrers", "--digest-tags", ref("src:v1"), ref("tgt:v1"))
                .check()
                .succeeds();

        List<String> order = puts(registry, "tgt");
        assertThat(order).endsWith("v1").contains(digestTag);
        assertThat(order.indexOf(child.digest().toString())).isNotNegative().isLessThan(order.indexOf("v1"));
        assertThat(order.indexOf(sbom.digest().toString())).isNotNegative().isLessThan(order.indexOf("v1"));
    }

    @Test
    @DisplayName("regctl 13.10: --platforms keeps the digest of the index, --platform pushes the one image")
    void keepsTheIndexOfSomePlatforms() {
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage index = ImageFixture.index(amd, arm).build();
        registry.put("src", index, "v1");
        try (InProcessRegistry other = InProcessRegistry.builder()
                .without(RegistryFeature.REFERENCE_VALIDATION)
                .start()) {
            String target = other.host() + "/tgt";
            String[] hosts = {"--host", TestHosts.host(registry), "image", "copy"};
            on(other, directory, with(hosts, "--platforms", "linux/amd64", ref("src:v1"), target + ":some"))
                    .check()
                    .succeeds();
            on(other, directory, with(hosts, "--platform", "linux/arm64", ref("src:v1"), target + ":one"))
                    .check()
                    .succeeds();
            on(other, directory, "image", "digest", target + ":some").check().out(index.digest() + "\n");
            on(other, directory, "image", "digest", target + ":one").check().out(arm.digest() + "\n");
            assertThat(other.requests().matching("PUT", ".*/manifests/.*").stream()
                            .map(RecordedRequest::path))
                    .containsExactly(
                            "/v2/tgt/manifests/" + amd.digest(), "/v2/tgt/manifests/some", "/v2/tgt/manifests/one");
        }
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("regctl 13.11: a platform is chosen as what runs best, removed only when it is exactly the one")
    void selectsAndFilters() {
        SampleImage level2 =
                ImageFixture.image("linux/amd64/v2").layer("a", "v2").build();
        SampleImage arm = ImageFixture.image("linux/arm/v7").layer("a", "arm").build();
        registry.put("src", ImageFixture.index(level2, arm).build(), "v1");

        regctl("image", "digest", "-p", "linux/amd64", ref("src:v1"))
                .check()
                .exits(1)
                .errContains("platform not found: linux/amd64");
        regctl("image", "digest", "-p", "linux/amd64/v3", ref("src:v1")).check().out(level2.digest() + "\n");
        regctl("image", "digest", "-p", "linux/arm", ref("src:v1")).check().out(arm.digest() + "\n");
        regctl("index", "delete", "--platform", "linux/amd64/v3", ref("src:v1"))
                .check()
                .succeeds();
        regctl("manifest", "get", "--format", "{{len .Manifests}}", ref("src:v1"))
                .check()
                .out("2");
        regctl("index", "delete", "--platform", "linux/amd64/v2", ref("src:v1"))
                .check()
                .succeeds();
        regctl("manifest", "get", "--format", "{{len .Manifests}}", ref("src:v1"))
                .check()
                .out("1");
    }

    @Test
    @DisplayName("regctl 13.12: a copy converts nothing, image mod does")
    void keepsMediaTypes() {
        SampleImage image = ImageFixture.image().docker().layer("a", "b").build();
        registry.put("src", image, "v1");
        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v1").check().succeeds();
        regctl("manifest", "get", "--format", "{{.GetMediaType}}", "ocidir://layout:v1")
                .check()
                .out(MediaType.DOCKER_MANIFEST);
        regctl("image", "mod", "--to-oci", "--replace", "ocidir://layout:v1")
                .check()
                .succeeds();
        regctl("manifest", "get", "--format", "{{.GetMediaType}}", "ocidir://layout:v1")
                .check()
                .out(MediaType.OCI_MANIFEST);
    }

    @Test
    @DisplayName("regctl 13.24: mirrors in ascending priority are asked for reads only, with the name of the upstream")
    void readsFromMirrors() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        try (InProcessRegistry near = InProcessRegistry.start();
                InProcessRegistry far = InProcessRegistry.start()) {
            near.put("src", image, "v1");
            far.put("src", image, "v1");
            plain(near, "--priority", "1");
            plain(far, "--priority", "2");
            plain(registry, "--mirror", far.host(), "--mirror", near.host(), "--priority", "9");
            near.requests().clear();
            registry.requests().clear();

            run("manifest", "get", ref("src:v1")).check().succeeds();
            run("repo", "ls", registry.host()).check().outLines("src");
            run("image", "copy", ref("src:v1"), ref("src:v2")).check().succeeds();

            assertThat(near.requests().all())
                    .isNotEmpty()
                    .allMatch(request ->
                            request.query().equals("ns=" + registry.host().replace(":", "%3A"))
                                    || request.query().equals("ns=" + registry.host()))
                    .allMatch(request -> List.of("GET", "HEAD").contains(request.method()));
            assertThat(far.requests().matching("GET", ".*")).isEmpty();
            assertThat(registry.requests().lines())
                    .contains("GET /v2/_catalog", "PUT /v2/src/manifests/v2")
                    .noneMatch(line -> line.startsWith("GET /v2/src/manifests"));
        }
    }

    private CliResult run(String... args) {
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(args);
    }

    private void plain(InProcessRegistry host, String... settings) {
        run(with(new String[] {"registry", "set", host.host(), "--tls", "disabled", "--skip-check"}, settings))
                .check()
                .succeeds();
    }

    @Test
    @DisplayName("regctl 13.25: disableHead sends no HEAD; as the target of a copy it has it all copied again")
    void sendsNoHead() {
        SampleImage image = ImageFixture.small(1);
        registry.put("src", image, "v1");
        plain(registry, "--api-opts", "disableHead=true");
        registry.requests().clear();

        run("image", "copy", ref("src:v1"), ref("tgt:v1")).check().succeeds();
        run("image", "copy", ref("src:v1"), ref("tgt:v1")).check().succeeds();

        assertThat(registry.requests().all())
                .noneMatch(request -> request.method().equals("HEAD"));
        assertThat(registry.requests().count("PUT", "/v2/tgt/manifests/v1")).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "regctl 13.33: an index is exported with its children and no manifest.json; --platform adds the digest")
    void exportsAnIndex() throws IOException {
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        SampleImage index = ImageFixture.index(amd).build();
        registry.put("src", index, "v1");
        regctl("image", "export", ref("src:v1"), "index.tar").check().succeeds();
        regctl("image", "export", "--platform", "linux/amd64", ref("src:v1"), "image.tar")
                .check()
                .succeeds();

        assertThat(members("index.tar"))
                .contains("oci-layout", "blobs/sha256/" + amd.digest().hex())
                .doesNotContain("manifest.json");
        assertThat(members("image.tar")).contains("manifest.json");
        String named = ExternalProgram.run(
                        "tar", "-xOf", directory.resolve("image.tar").toString(), "index.json")
                .requireSuccess();
        assertThat(named).contains("\"io.containerd.image.name\":\"" + ref("src:v1@" + amd.digest()) + "\"");
    }

    private List<String> members(String tar) throws IOException {
        return ExternalProgram.run("tar", "-tf", directory.resolve(tar).toString())
                .requireSuccess()
                .lines()
                .toList();
    }

    @Test
    @DisplayName("regctl 13.35: the name of the result is printed although nothing was pushed")
    void printsTheUnchanged() {
        registry.put("src", ImageFixture.small(1), "v1");
        registry.requests().clear();
        CliResult result = regctl("image", "mod", "--replace", "--label", "absent=", ref("src:v1"));
        result.check().succeeds().out(ref("src:v1\n"));
        assertThat(registry.requests().count("PUT", ".*")).isZero();
    }

    @Test
    @DisplayName("regctl 13.36: what nothing references leaves a layout at the end of a command that changes it")
    void collectsGarbage() throws IOException {
        registry.put("src", ImageFixture.small(1), "v1");
        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v1").check().succeeds();
        Path stray = directory.resolve("layout/blobs/sha256/" + "ab".repeat(32));
        Files.writeString(stray, "stray");
        Files.setLastModifiedTime(stray, FileTime.from(Instant.now().minusSeconds(3600)));

        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v2").check().succeeds();

        assertThat(stray).doesNotExist();
        regctl("image", "digest", "ocidir://layout:v1").check().succeeds();
    }
}
