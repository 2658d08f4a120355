// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.HostileNames;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.RecordedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and messages that a registry makes up (contract REF-4, IC-14, regctl 2.6, 7.1, 9.11). */
class HostileNamesTest extends WithRegistry {
    @Test
    @DisplayName("regctl 9.11.2: tag ls and repo ls show what is listed, one name a line, escaped")
    void listsNames() {
        registry.faults().on("GET", "/tags/list", HostileNames.tagList(HostileNames.TAGS));
        registry.faults().on("GET", "/_catalog", HostileNames.catalog(HostileNames.TAGS));
        for (String[] command : new String[][] {
            {"tag", "ls", registry.host() + "/lib/app"},
            {"tag", "ls", "--format", "{{range .Tags}}{{println .}}{{end}}", registry.host() + "/lib/app"},
            {"repo", "ls", registry.host()}
        }) {
            CliResult result = regctl(command);
            result.check().succeeds();
            assertThat(result.out()).matches(HostileNames::isVisible).contains("v1\\u202egpj\n", "v1\\u000av2\n");
            assertThat(result.lines()).hasSize(HostileNames.TAGS.size());
        }
    }

    @Test
    @DisplayName("regctl 7.6: a raw body keeps its bytes, by name and by template")
    void keepsRawBodies() {
        String body = "{\"name\":\"a\",\"tags\":[\"\u202e\"]}";
        registry.faults()
                .on("GET", "/tags/list", new Fault.Status(200, Map.of("Content-Type", "application/json"), body));
        String repo = registry.host() + "/lib/app";
        regctl("tag", "ls", "--format", "raw-body", repo).check().out(body);
        regctl("tag", "ls", "--format", "{{printf \"%s\" .RawBody}}", repo)
                .check()
                .out(body);
    }

    @Test
    @DisplayName("regctl 2.6: what a registry says about a failure is shown escaped")
    void escapesMessages() {
        registry.faults()
                .on(
                        "GET",
                        "/manifests/",
                        new Fault.Status(
                                403,
                                Map.of("Content-Type", "application/json"),
                                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"a\\u001b[2J\u202egpj\"}]}"));
        CliResult result = regctl("manifest", "get", registry.host() + "/lib/app:v1");
        result.check().exits(1).errContains("DENIED");
        assertThat(result.err()).matches(HostileNames::isVisible);
    }

    @Test
    @DisplayName("REF-4: a tag on the command line that is none is refused before a request is made")
    void refusesArguments() {
        for (String tag : List.of("../../victim/manifests/latest", "x#y", "a?b=c", "\u202e", "a\nb")) {
            CliResult result = regctl("tag", "delete", registry.host() + "/lib/app:" + tag);
            result.check().exits(1).errContains("invalid reference");
            assertThat(result.err()).matches(HostileNames::isVisible);
        }
        assertThat(registry.requests().all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bog\nus",
                "tag x\ny",
                "--fl\nag tag",
                "-\nx tag",
                "tag ls --limit a\nb x",
                "tag ls -v a\nb x",
                "registry set --tls a\nb x",
                "help a\nb"
            })
    @DisplayName("regctl 1.2: a word of the command line stands on one line of the message")
    void showsArgumentsOnOneLine(String line) {
        CliResult result = regctl(line.split(" "));

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("\\u000a").doesNotContain("\nus", "\ny", "\nag", "\nx", "\nb");
    }

    @Test
    @DisplayName("IC-14: repo copy copies all but the names that are no tags, and fails naming them")
    void copiesTheOtherTags() {
        registry.put("lib/app", ImageFixture.small(1), "good1", "good2");
        registry.faults().on("GET", "/lib/app/tags/list", HostileNames.tagList(List.of("good1", "-bad", "good2")));

        regctl("repo", "copy", registry.host() + "/lib/app", registry.host() + "/m/app")
                .check()
                .exits(1)
                .errContains("msg=\"Failed to copy tag\"", registry.host() + "/lib/app:-bad", "1 of 3 tags failed");

        regctl("tag", "ls", registry.host() + "/m/app").check().outLines("good1", "good2");
    }

    @Test
    @DisplayName("IC-14: image copy --digest-tags copies all but the names that are no tags, and fails naming them")
    void refusesDigestTags() {
        SampleImage image = ImageFixture.small(1);
        SampleImage victim = ImageFixture.small(2);
        String prefix = image.digest().toString().replace(':', '-');
        registry.put("lib/app", image, "v1");
        registry.put("lib/app", ImageFixture.small(3), prefix + ".sig");
        registry.put("m/victim", victim, "latest");
        registry.faults()
                .on(
                        "GET",
                        "/lib/app/tags/list",
                        HostileNames.tagList(List.of(prefix + "/../../../victim/manifests/latest", prefix + ".sig")));

        CliResult result = regctl(
                "image", "copy", "--digest-tags", registry.host() + "/lib/app:v1", registry.host() + "/m/app:v1");

        result.check().exits(1).errContains("invalid reference", prefix + "/../../../victim/manifests/latest");
        assertThat(registry.requests().all())
                .map(RecordedRequest::path)
                .allMatch(
                        path -> path.matches("/v2/|/v2/(lib|m)/app/(tags|manifests|blobs|referrers)/[^/]*(/[\\w-]*)?"));
        regctl("image", "digest", registry.host() + "/m/app:v1").check().out(image.digest() + "\n");
        regctl("tag", "ls", registry.host() + "/m/app").check().outLines(prefix + ".sig", "v1");
        regctl("image", "digest", registry.host() + "/m/victim:latest").check().out(victim.digest() + "\n");
    }
}
