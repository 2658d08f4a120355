// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deletions in plans, and what apply makes of them. */
@ExtendWith(RegistryExtension.class)
class PlanDeletionsTest {
    private final Mirroring mirroring;
    private final TestRepository source;
    private final TestRepository target;
    private final SampleImage gone = ImageFixture.small(2);

    PlanDeletionsTest(
            InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target) {
        this.mirroring = new Mirroring(registry, directory);
        this.source = source;
        this.target = target;
    }

    private String config() {
        return "state: {url: 'sqlite:state.db'}\n"
                + sync(entry(source, target, "repository", "prune: {grace: 0s, maxDelete: 100%}"));
    }

    /** A first run has missed two tags of the target. */
    @BeforeEach
    void mirrored() {
        source.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(1), "v1");
        target.put(gone, "old", "older");
        mirroring.run(config(), "once").check().succeeds();
    }

    @Test
    @DisplayName("a plan names deletions and makes none; apply makes them, and the next plan has none")
    void deletesWhatWasPlanned() throws IOException {
        mirroring
                .run(config(), "plan", "--out", "plan.json")
                .check()
                .exits(2)
                .outContains(
                        "  delete  " + target.fullName() + ":old    sha256:",
                        "Plan: 0 to copy, 0 to replace, 0 to refresh, 2 to delete, 1 up to date, ");
        assertThat(mirroring.tags(target)).containsExactly("old", "older", "v1");

        mirroring
                .run(config(), "apply", "plan.json", "--report", "report.json")
                .check()
                .succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");
        assertThat(outcomes()).containsExactly("old delete done", "older delete done");
        mirroring.run(config(), "plan").check().succeeds();
        mirroring.run(config(), "apply", "plan.json").check().succeeds();
    }

    private List<String> outcomes() throws IOException {
        Path file = mirroring.directory().resolve("report.json");
        return Json.parseObject(Files.readAllBytes(file), "report")
                .objects("entries")
                .getFirst()
                .objects("steps")
                .stream()
                .map(PlanDeletionsTest::outcome)
                .toList();
    }

    private static String outcome(JsonObject step) {
        String target = String.valueOf(step.tree().get("target"));
        return target.substring(target.lastIndexOf(':') + 1) + " " + step.tree().get("action") + " "
                + step.tree().get("outcome");
    }

    @Test
    @DisplayName("a tag that moved or came back since is not deleted; tags that the plan does not name are not either")
    void refusesWhatHasMoved() throws IOException {
        mirroring.run(config(), "plan", "--out", "plan.json").check().exits(2);
        SampleImage other = target.put(ImageFixture.small(3), "old");
        target.put(gone, "later");

        mirroring
                .run(config(), "apply", "plan.json", "--report", "report.json")
                .check()
                .exits(1)
                .errContains("delete " + target.fullName() + ":old of " + gone.digest() + ": not as planned, ");

        assertThat(mirroring.tags(target)).containsExactly("later", "old", "v1");
        assertThat(mirroring.digest(target, "old")).isEqualTo(other.digest().toString());
        assertThat(outcomes()).containsExactlyInAnyOrder("old delete refused", "older delete done");

        source.put(gone, "old");
        mirroring.run(config(), "apply", "plan.json", "--refresh").check().succeeds();
        assertThat(mirroring.tags(target)).contains("old");
    }

    @Test
    @DisplayName("once without --prune deletes nothing, whatever is planned")
    void onceDeletesNothing() {
        mirroring.run(config(), "once").check().succeeds();
        mirroring.run(config(), "once", "--missing").check().succeeds();
        assertThat(mirroring.tags(target)).containsExactly("old", "older", "v1");
    }
}
