// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.registry.RegistryFeature;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags and repositories (contract regctl 9.10, 9.11). */
class TagAndRepoCommandsTest {
    @TempDir
    Path directory;

    private CliResult regctl(InProcessRegistry registry, String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("regctl 9.11.2: all pages, sorted, filtered")
    void listsTags() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().pageSize(2).start()) {
            registry.put("repo", ImageFixture.small(1), "v1", "v10", "v2", "latest", "edge");
            String repo = registry.host() + "/repo";

            regctl(registry, "tag", "ls", repo).check().succeeds().outLines("edge", "latest", "v1", "v10", "v2");
            regctl(registry, "tag", "ls", "--include", "v.*", "--exclude", "v1", repo)
                    .check()
                    .outLines("v10", "v2");
            regctl(registry, "tag", "ls", "--include", "(", repo)
                    .check()
                    .exits(1)
                    .errContains("failed to parse include regexp: \"(\"");
            regctl(registry, "tag", "ls", "--format", "{{ len .Tags }}", repo)
                    .check()
                    .out("5");
        }
    }

    @Test
    @DisplayName("TG-7, TG-8: a tag goes, other tags of the image stay; a missing tag is an error unless ignored")
    void deletesATag() {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().without(RegistryFeature.TAG_DELETE).start()) {
            registry.put("repo", ImageFixture.small(1), "v1", "v2");
            String repo = registry.host() + "/repo";

            regctl(registry, "tag", "delete", repo + ":v1").check().succeeds().out("");

            regctl(registry, "tag", "ls", repo).check().outLines("v2");
            regctl(registry, "tag", "rm", repo + ":gone").check().exits(1).errContains("not found");
            regctl(registry, "tag", "rm", "--ignore-missing", repo + ":gone")
                    .check()
                    .succeeds();
            regctl(registry, "tag", "rm", repo + "@sha256:" + "0".repeat(64))
                    .check()
                    .exits(1)
                    .errContains("tag missing from image reference");
        }
    }

    @Test
    @DisplayName("TG-8: where deletes are forbidden the tag keeps its image and the user is told")
    void keepsATagThatCannotBeDeleted() {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .without(RegistryFeature.TAG_DELETE)
                .without(RegistryFeature.DELETE)
                .start()) {
            var image = ImageFixture.small(1);
            registry.put("repo", image, "v1");
            String repo = registry.host() + "/repo";

            CliResult result = regctl(registry, "tag", "delete", repo + ":v1");

            result.check().exits(1);
            assertThat(result.err().lines()).hasSize(1);
            regctl(registry, "image", "digest", repo + ":v1").check().out(image.digest() + "\n");
        }
    }

    @Test
    @DisplayName("regctl 9.10.2: one page of repositories")
    void listsRepositories() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            registry.put("b/two", ImageFixture.small(1), "v1");
            registry.put("a", ImageFixture.small(1), "v1");

            regctl(registry, "repo", "ls", registry.host()).check().succeeds().outLines("a", "b/two");
            regctl(registry, "repo", "ls", registry.host() + "/x")
                    .check()
                    .exits(1)
                    .errContains("invalid input");

            regctl(registry, "repo", "ls", "--limit", "1", registry.host())
                    .check()
                    .succeeds()
                    .outLines("a")
                    .errContains("more repositories than it returned", "count=1");
        }
    }

    @Test
    @DisplayName("regctl 9.10.2: --all follows the pages of the catalog, --sort orders what is shown")
    void listsAllRepositories() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            for (String name : List.of("r-9", "r-10", "r-1", "r-2", "other")) {
                registry.put(name, ImageFixture.small(1), "v1");
            }
            registry.requests().clear();

            regctl(registry, "repo", "ls", "--all", "--limit", "2", registry.host())
                    .check()
                    .succeeds()
                    .outLines("other", "r-1", "r-10", "r-2", "r-9")
                    .errIsEmpty();
            assertThat(registry.requests().count("GET", "/v2/_catalog")).isEqualTo(3);
            regctl(registry, "repo", "ls", "--all", "--limit", "2", "--sort", "version", registry.host())
                    .check()
                    .outLines("other", "r-1", "r-2", "r-9", "r-10");
            regctl(registry, "repo", "ls", "--all", "--limit", "2", "--format", "body", registry.host())
                    .check()
                    .out("{\"repositories\":[\"other\",\"r-1\",\"r-10\",\"r-2\",\"r-9\"]}");
            regctl(registry, "repo", "ls", "--sort", "size", registry.host())
                    .check()
                    .exits(1)
                    .errContains("--sort", "the order is name or version");
        }
    }

    @Test
    @DisplayName("regctl 9.11.2: --sort version, also for templates; a list that --limit cuts says so on stderr")
    void sortsTags() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            registry.put("repo", ImageFixture.small(1), "v1.10", "v1.9", "latest", "1.9.1", "v1.10-rc.1");
            String repo = registry.host() + "/repo";
            String[] sorted = {"latest", "v1.9", "1.9.1", "v1.10-rc.1", "v1.10"};

            regctl(registry, "tag", "ls", "--sort", "version", repo)
                    .check()
                    .outLines(sorted)
                    .errIsEmpty();
            regctl(registry, "tag", "ls", "--sort", "version", "--format", "{{range .Tags}}{{println .}}{{end}}", repo)
                    .check()
                    .outLines(sorted);
            regctl(registry, "tag", "ls", "--limit", "2", repo)
                    .check()
                    .succeeds()
                    .outLines("1.9.1", "latest")
                    .errContains("level=WARN msg=\"The registry has more tags than are listed", "count=2");
            regctl(registry, "tag", "ls", "--limit", "2", "-v", "error", repo)
                    .check()
                    .errIsEmpty();
            regctl(registry, "tag", "ls", "--limit", "5", repo).check().errIsEmpty();
        }
    }

    @Test
    @DisplayName("RF-3: an HTML page as referrers list is told, and the fallback is looked at")
    void tellsThatReferrersAreNone(@TempDir Path directory) {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            registry.put("a", ImageFixture.small(1), "v1");
            Map<String, String> html = Map.of("Content-Type", "text/html");
            registry.faults().on("GET", "/referrers/", new Fault.Status(200, html, "<html>"));

            regctl(registry, "image", "copy", "--referrers", registry.host() + "/a:v1", "ocidir://" + directory + ":v1")
                    .check()
                    .succeeds()
                    .errContains("Referrers API answers something else", "text/html");
        }
    }

    @Test
    @DisplayName("regctl 2.6: a missing repository is named in one line")
    void reportsAMissingRepository() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            CliResult result = regctl(registry, "tag", "ls", registry.host() + "/nothing");
            result.check()
                    .exits(1)
                    .errContains("failed to list tags for " + registry.host() + "/nothing: ", "[http 404]");
            assertThat(result.err().lines()).hasSize(1);
        }
    }
}
