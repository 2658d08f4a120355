// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync.md: an entry with a bad reference, pattern or range fails, and the others run")
@ExtendWith(RegistryExtension.class)
class EntriesFailAloneTest {
    private final Mirroring mirroring;

    EntriesFailAloneTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repository | tags: {allow: ['(']} | invalid allow pattern \"(\"",
                "repository | tagSets: [{semverRange: ['>= 1']}] | invalid semver range \">= 1\"",
                "repository | tags: {latest: 0} | invalid latest, count 0 must be the number of tags to keep",
                "repository | tags: {latest: {count: 1, sort: size}} | invalid sort \"size\" of latest",
                "repository | tagSets: [{latest: {count: 1, key: '('}}] | invalid key \"(\" of latest",
                "repository | tags: {latest: {count: 1, key: 'v.*'}} | invalid key \"v.*\" of latest: it has no group",
                "repository | immutableTags: ['('] | invalid immutableTags pattern \"(\"",
                "repository | minAgeSource: built | invalid minAgeSource \"built\"",
                "image | minAgeAllow: ['('] | invalid minAgeAllow pattern \"(\"",
                "repository | onRetag: never | invalid onRetag action \"never\"",
                "image | onRetag: [{pattern: '(', action: skip}] | invalid onRetag pattern \"(\"",
                "repository | prune: maybe | invalid prune mode \"maybe\"",
                "image | prune: {maxDelete: 101%} | invalid maxDelete \"101%\"",
                "repository | prune: {minTags: -1} | invalid minTags -1",
            })
    @DisplayName("once: the other entry is copied, the wrong one is one error line with both sides, and 1 is returned")
    void failsAlone(
            String type,
            String keys,
            String reason,
            TestRepository source,
            TestRepository target,
            TestRepository other) {
        source.put(ImageFixture.small(1), "v1");
        CliResult result =
                mirroring.run(sync(entry(source, target, type, keys), entry(source, other, "repository", "")), "once");
        result.check()
                .exits(1)
                .errContains("level=WARN msg=\"Entry of the configuration will fail\" config=sync[0] key=");
        assertThat(result.err().lines().filter(line -> !line.startsWith("time=")))
                .singleElement()
                .asString()
                .startsWith("sync " + source.fullName())
                .contains(" to " + target.fullName(), ": " + reason);
        assertThat(mirroring.tags(other)).containsExactly("v1");
        assertThat(target.lines()).isEmpty();
    }
}
