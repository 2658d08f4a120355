// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole repositories (contract regctl 9.10.1, 14). */
class RepoCopyTest {
    @TempDir
    Path directory;

    private InProcessRegistry registry;
    private InProcessRegistry mirror;

    @BeforeEach
    void startRegistries() {
        registry = InProcessRegistry.start();
        mirror = InProcessRegistry.start();
        registry.put("src", ImageFixture.small(1), "v1", "latest");
        registry.put("src", ImageFixture.small(2), "v2");
        registry.put("src", ImageFixture.small(3), "v10");
    }

    @AfterEach
    void stopRegistries() {
        registry.close();
        mirror.close();
    }

    private CliResult regctl(String... args) {
        List<String> all =
                new ArrayList<>(List.of("--host", TestHosts.host(registry), "--host", TestHosts.host(mirror)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    private String source() {
        return registry.host() + "/src";
    }

    private String target() {
        return mirror.host() + "/tgt";
    }

    private void hasTags(String repository, String... tags) {
        regctl("tag", "ls", repository).check().outLines(tags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1", "0", "-1", "1000"})
    @DisplayName("regctl 9.10.1: every tag arrives, silently, however many are copied at the same time")
    void copiesAllTags(String concurrent) {
        regctl("repo", "copy", "--concurrent", concurrent, source(), target())
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();

        hasTags(target(), "latest", "v1", "v10", "v2");
        regctl("image", "digest", target() + ":v2")
                .check()
                .out(ImageFixture.small(2).digest() + "\n");
    }

    @Test
    @DisplayName("regctl 9.10.1, 10.1: what is there costs two HEADs a tag and one list, nothing is sent")
    void repeatsCheaply() {
        regctl("repo", "copy", source(), target()).check().succeeds();
        registry.requests().clear();
        mirror.requests().clear();

        regctl("repo", "cp", source(), target()).check().succeeds();

        assertThat(registry.requests().lines())
                .containsExactlyInAnyOrder(
                        "GET /v2/src/tags/list",
                        "HEAD /v2/src/manifests/latest",
                        "HEAD /v2/src/manifests/v1",
                        "HEAD /v2/src/manifests/v10",
                        "HEAD /v2/src/manifests/v2");
        assertThat(mirror.requests().lines())
                .containsExactlyInAnyOrder(
                        "HEAD /v2/tgt/manifests/latest",
                        "HEAD /v2/tgt/manifests/v1",
                        "HEAD /v2/tgt/manifests/v10",
                        "HEAD /v2/tgt/manifests/v2");
    }

    @Test
    @DisplayName("regctl 9.10.1, 13.28: --include and --exclude are bound to both ends, without a group")
    void choosesTags() {
        regctl("repo", "copy", "--include", "v.*", "--exclude", "v1", source(), target())
                .check()
                .succeeds();
        regctl("repo", "copy", "--include", "(", source(), target())
                .check()
                .exits(1)
                .errContains("failed to parse include regexp: \"(\"");
        regctl("repo", "copy", "--include", "nothing", source(), mirror.host() + "/none")
                .check()
                .succeeds()
                .errContains("level=WARN msg=\"No matching tags found\" source=" + source() + " available=4");

        hasTags(target(), "v10", "v2");
    }

    @Test
    @DisplayName("regctl 9.10.1: --new-tags leaves the tags of the target alone; a target that is not there has none")
    void copiesNewTags() {
        SampleImage other = ImageFixture.small(9);
        mirror.put("tgt", other, "v1");

        regctl("repo", "copy", "--new-tags", source(), target()).check().succeeds();
        regctl("repo", "copy", "--new-tags", source(), mirror.host() + "/fresh")
                .check()
                .succeeds();
        regctl("repo", "copy", "--new-tags", source(), "ocidir://layout")
                .check()
                .succeeds();

        regctl("image", "digest", target() + ":v1").check().out(other.digest() + "\n");
        hasTags(target(), "latest", "v1", "v10", "v2");
        hasTags(mirror.host() + "/fresh", "latest", "v1", "v10", "v2");
        hasTags("ocidir://layout", "latest", "v1", "v10", "v2");
    }

    @Test
    @DisplayName("regctl 9.10.1: --referrers brings what refers to the images")
    void copiesReferrers() {
        SampleImage image = ImageFixture.small(4);
        SampleImage signature =
                ImageFixture.artifact("application/example").subject(image).build();
        registry.put("signed", image.withReferrer(signature), "v1");

        regctl("repo", "copy", registry.host() + "/signed", mirror.host() + "/plain")
                .check()
                .succeeds();
        regctl("repo", "copy", "--referrers", registry.host() + "/signed", mirror.host() + "/signed")
                .check()
                .succeeds();

        String digest = "@" + signature.digest();
        regctl("manifest", "head", mirror.host() + "/plain" + digest).check().exits(1);
        regctl("manifest", "head", mirror.host() + "/signed" + digest).check().succeeds();
    }

    @Test
    @DisplayName("regctl 9.10.1: blobs that tags have in common are sent once")
    void sendsSharedBlobsOnce() {
        for (int i = 0; i < 10; i++) {
            registry.put(
                    "shared",
                    ImageFixture.image()
                            .layer("base", "the same everywhere")
                            .layer("own", "of " + i)
                            .build(),
                    "v" + i);
        }

        regctl("repo", "copy", "--concurrent", "0", registry.host() + "/shared", target())
                .check()
                .succeeds();

        assertThat(mirror.requests().count("PUT", "/v2/tgt/blobs/uploads/.*")).isEqualTo(10 + 10 + 1);
    }

    @Test
    @DisplayName("regctl 9.10.1: every tag that fails is told, the others arrive; the next run copies the rest")
    void tellsEveryFailure() {
        registry.put(
                "many",
                ImageFixture.small(5),
                IntStream.range(0, 200).mapToObj(i -> "t" + i).toArray(String[]::new));
        mirror.faults().on("PUT", "/v2/tgt/manifests/t5$", new Fault.Status(403));
        mirror.faults().on("PUT", "/v2/tgt/manifests/t77$", new Fault.Status(403));
        String many = registry.host() + "/many";

        CliResult failed = regctl("repo", "copy", "--format", "{{.Tags.Copied}} {{.Tags.Failed}}", many, target());

        failed.check()
                .exits(1)
                .out("198 2")
                .errContains("copy " + many + " to " + target() + ": 2 of 200 tags failed (try: regctl registry login");
        assertThat(failed.err().lines().filter(line -> line.contains("level=ERROR")))
                .hasSize(2)
                .allMatch(line -> line.contains("msg=\"Failed to copy tag\""))
                .anyMatch(line -> line.contains("target=" + target() + ":t5 "))
                .anyMatch(line -> line.contains("target=" + target() + ":t77 "));
        assertThat(failed.err().lines().toList().getLast()).startsWith("copy " + many);
        mirror.faults().clear();
        mirror.requests().clear();
        regctl("repo", "copy", many, target()).check().succeeds().out("").errIsEmpty();
        assertThat(mirror.requests().count("PUT", "/v2/tgt/manifests/.*")).isEqualTo(2);
        assertThat(regctl("tag", "ls", target()).lines()).hasSize(200);
    }

    @Test
    @DisplayName("regctl 9.10.1: a source that is not there, and a tag where a repository belongs")
    void namesWhatIsWrong() {
        regctl("repo", "copy", registry.host() + "/none", target())
                .check()
                .exits(1)
                .errContains("failed to list tags for " + registry.host() + "/none: ");
        regctl("repo", "copy", source() + ":v1", target())
                .check()
                .succeeds()
                .errContains("level=WARN msg=\"Ignoring the tag of a repository\" reference=" + source() + ":v1");
        regctl("repo", "copy", source()).check().exits(1).err("accepts 2 arg(s), received 1\n");

        hasTags(target(), "latest", "v1", "v10", "v2");
    }
}
