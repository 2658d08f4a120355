// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands once and check against a registry (regsync 7 to 10). */
@ExtendWith(RegistryExtension.class)
class OnceTest {
    private static final String HEAD_V1 = "HEAD manifests/v1";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    OnceTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    @Test
    @DisplayName("regsync 9: an absent image is copied with everything it needs, then costs two HEAD requests")
    void copiesAnImage(TestRepository source, TestRepository target) {
        SampleImage image = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        String config = sync(entry(source, target, "image", ""));

        mirroring
                .run(config, "once")
                .check()
                .succeeds()
                .out("")
                .errContains(" level=INFO msg=\"Image sync needed\" source=" + source.fullName() + ":v1 target="
                        + target.fullName() + ":v1\n");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());

        registry.requests().clear();
        mirroring.run(config, "once").check().succeeds().errIsEmpty();
        assertThat(source.lines()).containsExactly(HEAD_V1);
        assertThat(target.lines()).containsExactly(HEAD_V1);
        assertThat(registry.requests().count("*", "^/v2/$")).isZero();
    }

    @Test
    @DisplayName("regsync 9: a repository costs one list and two HEAD requests per tag")
    void countsTheRequestsOfARepository(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1", "v2");
        source.put(ImageFixture.small(2), "v3");
        String config = sync(entry(source, target, "repository", "tags: {deny: [v2]}"));

        mirroring.run(config, "once").check().succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1", "v3");

        registry.requests().clear();
        mirroring.run(config, "once").check().succeeds().errIsEmpty();
        assertThat(source.lines())
                .startsWith("GET tags/list")
                .containsExactlyInAnyOrder("GET tags/list", HEAD_V1, "HEAD manifests/v3");
        assertThat(target.lines()).containsExactlyInAnyOrder(HEAD_V1, "HEAD manifests/v3");
    }

    @Test
    @DisplayName("regsync 8: --missing lists both repositories and keeps tags that differ")
    void copiesOnlyMissingTags(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1", "v2");
        SampleImage old = target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "repository", "")), "once", "--missing")
                .check()
                .succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
        assertThat(mirroring.tags(target)).containsExactly("v1", "v2");
        assertThat(source.lines())
                .startsWith("GET tags/list", "HEAD manifests/v2")
                .doesNotContain(HEAD_V1);
        assertThat(target.lines())
                .startsWith("GET tags/list", "HEAD manifests/v2")
                .doesNotContain(HEAD_V1);
    }

    @Test
    @DisplayName("regsync 9.4: --missing keeps an image that differs")
    void keepsAnExistingImage(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "image", "backup: old")), "once", "--missing", "-v", "debug")
                .check()
                .succeeds()
                .errContains(" level=DEBUG msg=\"target exists\" ");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("regsync 9.8: check logs what is needed and copies nothing")
    void checkCopiesNothing(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "image", "backup: old")), "check")
                .check()
                .succeeds()
                .errContains("msg=\"Image sync needed\"");
        assertThat(target.lines()).containsExactly(HEAD_V1);
        assertThat(source.lines()).containsExactly(HEAD_V1);
    }

    @Test
    @DisplayName("regsync 10: an image that is overwritten stays available under the backup tag")
    void keepsABackup(TestRepository source, TestRepository target) {
        SampleImage next = source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");
        String config =
                sync(entry(source, target, "image", "backup: ' bk-{{.Ref.Tag}}-{{.Sync.Type}}-{{.Step.Type}} '"));

        mirroring
                .run(config, "once")
                .check()
                .succeeds()
                .errContains(" level=INFO msg=\"Saving backup\" original=" + target.fullName() + ":v1 backup="
                        + target.fullName() + ":bk-v1-image-image\n");
        assertThat(mirroring.digest(target, "bk-v1-image-image"))
                .isEqualTo(old.digest().toString());
        assertThat(mirroring.digest(target, "v1")).isEqualTo(next.digest().toString());

        mirroring.run(config, "once").check().succeeds().errIsEmpty();
    }

    @Test
    @DisplayName("regsync 10: a backup with a colon or slash is a full reference")
    void keepsABackupElsewhere(TestRepository source, TestRepository target, TestRepository archive) {
        source.put(ImageFixture.small(1), "v1");
        SampleImage old = target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "image", "backup: '" + archive.fullName() + ":{{.Ref.Tag}}'")), "once")
                .check()
                .succeeds();
        assertThat(mirroring.digest(archive, "v1")).isEqualTo(old.digest().toString());
    }

    @Test
    @DisplayName("regsync 6: no matching tag is a warning and a success")
    void warnsWithoutMatchingTags(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");

        mirroring
                .run(sync(entry(source, target, "repository", "tags: {allow: [x]}")), "once")
                .check()
                .succeeds()
                .errContains(
                        "level=WARN msg=\"No matching tags found\" source=" + source.fullName(),
                        "tags=\"{Allow:[x] Deny:[] SemverRange:[]}\" tagSets=[] available=[v1]\n");
        assertThat(target.lines()).isEmpty();
    }

    @Test
    @DisplayName("regsync 17: a tag on the source or target of a repository is dropped with a warning")
    void dropsTheTagOfARepository(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(
                "{source: '" + source.fullName() + ":x', target: '" + target.fullName() + ":y', type: repository}");

        mirroring
                .run(config, "once")
                .check()
                .succeeds()
                .errContains("level=WARN msg=\"Ignoring the tag of a repository\" ");
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("regsync 9.5: an unsupported media type is skipped")
    void skipsOtherMediaTypes(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");

        mirroring
                .run(
                        sync(entry(source, target, "image", "mediaTypes: [application/vnd.oci.image.index.v1+json]")),
                        "once")
                .check()
                .succeeds()
                .errContains("level=INFO msg=\"Skipping unsupported media type\" ref=" + source.fullName()
                        + ":v1 mediaType=application/vnd.oci.image.manifest.v1+json "
                        + "allowed=[application/vnd.oci.image.index.v1+json]\n");
        assertThat(target.lines()).containsExactly(HEAD_V1);
    }

    @Test
    @DisplayName("regsync 9.6: one platform of an index; unchanged it costs two HEADs and one GET")
    void copiesOnePlatform(TestRepository source, TestRepository target) {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        String config = sync(entry(source, target, "image", "platform: linux/arm64"));

        mirroring.run(config, "once").check().succeeds();
        String arm = index.manifests().get(1).digest().toString();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(arm);

        registry.requests().clear();
        mirroring
                .run(config, "once", "-v", "debug")
                .check()
                .succeeds()
                .errContains("msg=\"Image matches for platform\" ");
        assertThat(source.lines()).containsExactly(HEAD_V1, "GET manifests/" + index.digest());
        assertThat(target.lines()).containsExactly(HEAD_V1);

        mirroring
                .run(sync(entry(source, target, "image", "platform: linux/s390x")), "once")
                .check()
                .exits(1)
                .errContains(
                        "level=WARN msg=\"Platform could not be found in source manifest list\" ",
                        " platforms=",
                        " source=");
    }

    @Test
    @DisplayName("regsync 9: referrers and digest tags come along; fastCheck leaves them alone when the image matches")
    void copiesWhatBelongsToAnImage(TestRepository source, TestRepository target) {
        SampleImage image = ImageFixture.small(1);
        SampleImage sbom =
                ImageFixture.artifact("application/spdx+json").subject(image).build();
        SampleImage signature =
                ImageFixture.artifact("application/sig").subject(image).build();
        source.put(image.withReferrer(sbom).withReferrer(signature), "v1");
        String digestTag = image.digest().toString().replace(':', '-') + ".sig";
        source.put(ImageFixture.small(3), digestTag);
        target.put(image, "v1");
        String extras = "referrers: true, digestTags: true, referrerFilters: [{artifactType: application/spdx+json}]";

        mirroring
                .run(sync(entry(source, target, "image", extras + ", fastCheck: true")), "once")
                .check()
                .succeeds()
                .errIsEmpty();
        assertThat(mirroring.tags(target)).containsExactly("v1");

        mirroring
                .run(sync(entry(source, target, "image", extras)), "once")
                .check()
                .succeeds()
                .errContains("msg=\"Image refreshing\" source=" + source.fullName() + ":v1 target=" + target.fullName()
                        + ":v1 forced=false digestTags=true referrers=true\n");
        assertThat(mirroring.tags(target)).containsExactlyInAnyOrder("v1", digestTag);
        String referrers =
                RegsyncHttp.get(registry.uri().resolve("/v2/" + target.name() + "/referrers/" + image.digest()));
        assertThat(referrers)
                .contains(sbom.digest().toString())
                .doesNotContain(signature.digest().toString());

        registry.requests().clear();
        mirroring
                .run(sync(entry(source, target, "image", extras)), "once")
                .check()
                .succeeds();
        assertThat(registry.requests().matching("PUT", ".")).isEmpty();
    }

    @Test
    @DisplayName("regsync 8: type registry copies the repositories the filters leave, page by page")
    void copiesARegistry() {
        try (InProcessRegistry upstream =
                InProcessRegistry.builder().pageSize(2).start()) {
            for (String name : List.of("a/one", "a/two", "b/one", "b/two", "c/one")) {
                upstream.put(name, ImageFixture.small(1), "v1", "skip");
            }
            String config = "creds: [{registry: '" + upstream.host() + "', tls: disabled}, {registry: '"
                    + registry.host() + "', tls: disabled}]\n"
                    + sync("{source: '" + upstream.host() + "', target: '" + registry.host()
                            + "/mirror', type: registry, repos: {allow: ['.*/one'], deny: ['b/.*']}, "
                            + "tags: {deny: [skip]}}");

            ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                    .stdin(config)
                    .run("once", "-c", "-")
                    .check()
                    .succeeds();

            assertThat(upstream.requests().matching("GET", "/v2/_catalog"))
                    .extracting(request -> request.query())
                    .startsWith("", "last=a%2Ftwo");
            assertThat(RegsyncHttp.strings(RegsyncHttp.get(registry.uri().resolve("/v2/_catalog")), "repositories"))
                    .filteredOn(name -> name.startsWith("mirror/"))
                    .containsExactly("mirror/a/one", "mirror/c/one");
            assertThat(RegsyncHttp.strings(
                            RegsyncHttp.get(registry.uri().resolve("/v2/mirror/a/one/tags/list")), "tags"))
                    .containsExactly("v1");
        }
    }

    @Test
    @DisplayName("regsync 16: an OCI layout is a target like any other; what its tags leave behind is collected")
    void copiesToALayout(TestRepository source) throws Exception {
        SampleImage first = source.put(ImageFixture.small(1), "v1");
        String config = sync("{source: '" + source.fullName() + ":v1', target: 'ocidir://mirror:v1', type: image}");

        mirroring.run(config, "once").check().succeeds();
        Path blobs = mirroring.directory().resolve("mirror/blobs/sha256");
        assertThat(blobs.resolve(first.digest().hex())).exists();

        SampleImage second = source.put(ImageFixture.small(2), "v1");
        mirroring.run(config, "once").check().succeeds();
        assertThat(Files.readString(mirroring.directory().resolve("mirror/index.json")))
                .contains(second.digest().toString());
        assertThat(blobs.resolve(first.digest().hex())).doesNotExist();
    }

    @Test
    @DisplayName("regsync 9.1: without HEAD the manifests are fetched")
    void worksWithoutHead(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = "creds: [{registry: '" + registry.host()
                + "', tls: disabled, apiOpts: {disableHead: 'true'}}]\n"
                + sync(entry(source, target, "image", ""));

        ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                .stdin(config)
                .run("once", "-c", "-")
                .check()
                .succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");

        registry.requests().clear();
        ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                .stdin(config)
                .run("once", "-c", "-")
                .check()
                .succeeds()
                .errIsEmpty();
        assertThat(source.lines()).containsExactly("GET manifests/v1");
        assertThat(target.lines()).containsExactly("GET manifests/v1");
    }

    @Test
    @DisplayName("regsync 3.2 and 14: user agent, loaded hosts and version are told, secrets are not")
    void introducesItself(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = "creds: [{registry: '" + registry.host() + "', tls: disabled, user: me, pass: hidden}]\n"
                + sync(entry(source, target, "image", ""));

        CliResult result = ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                .stdin(config)
                .run("check", "-v", "debug", "-c", "-");

        result.check()
                .succeeds()
                .errContains(
                        "level=DEBUG msg=\"Loading config\" name=" + registry.host() + " user=me ",
                        "level=DEBUG msg=\"regclient initialized\" ");
        assertThat(result.err()).doesNotContain("hidden");
        assertThat(source.requests().getFirst().header("User-Agent"))
                .hasValueSatisfying(agent -> assertThat(agent).matches("regclient/regsync \\(v.+\\)"));

        registry.requests().clear();
        mirroring.run("defaults: {userAgent: mirror/1}\n" + sync(entry(source, target, "image", "")), "check");
        assertThat(source.requests().getFirst().header("User-Agent")).contains("mirror/1");
    }

    @Test
    @DisplayName("regsync 3.2: Docker's logins are used unless skipDockerConfig is set")
    void readsDockersLogins() throws Exception {
        try (InProcessRegistry closed =
                InProcessRegistry.builder().user("me", "secret").start()) {
            closed.put("a", ImageFixture.small(1), "v1");
            Files.createDirectories(mirroring.directory().resolve(".docker"));
            Files.writeString(
                    mirroring.directory().resolve(".docker/config.json"),
                    "{\"auths\":{\"" + closed.host() + "\":{\"auth\":\"bWU6c2VjcmV0\"}}}");
            String config = "creds: [{registry: '" + closed.host() + "', tls: disabled}]\nsync: [{source: '"
                    + closed.host() + "/a:v1', target: '" + closed.host() + "/b:v1', type: image}]\n";

            ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                    .stdin(config)
                    .run("check", "-c", "-")
                    .check()
                    .succeeds();
            ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                    .stdin(config + "defaults: {skipDockerConfig: true}\n")
                    .run("check", "-c", "-")
                    .check()
                    .exits(1);
        }
    }
}
