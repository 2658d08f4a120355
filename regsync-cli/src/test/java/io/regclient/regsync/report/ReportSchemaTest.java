// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.regsync.report.Step.Circumstances;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Result;
import io.regclient.regsync.report.Step.Traffic;
import io.regclient.regsync.schema.SchemaValidator;
import io.regclient.testing.ExampleFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/regsync-plan.md: the JSON Schema of plans and reports")
class ReportSchemaTest {
    private static final Digest DIGEST = Digest.sha256(new byte[] {1});
    private static final Instant TIME = Instant.parse("2026-11-21T12:00:00.5Z");

    /** A document with everything that can be in one. */
    private static RunReport everything(String command, boolean optional) {
        List<Step> steps = new ArrayList<>();
        for (StepAction action : StepAction.values()) {
            for (Outcome outcome : Outcome.values()) {
                steps.add(new Step(
                        action,
                        present(optional, "a/b:v1"),
                        "c/b:v1",
                        present(optional, DIGEST),
                        present(optional, DIGEST),
                        new Circumstances(
                                present(optional, "why"),
                                present(optional, TIME),
                                present(optional, "c/b:old"),
                                present(optional, "hooks.pre")),
                        present(optional, new Traffic(1, 2, 3, 4, 5, 6)),
                        new Result(outcome, present(optional, "broken"))));
            }
        }
        EntryReport entry = new EntryReport("repository", "a/b", "c/b", 7, steps, List.of("an error"));
        RunReport.Head head = new RunReport.Head(command, "v1.2.3", TIME, TIME, DIGEST, present(optional, "0/4"));
        return new RunReport(head, optional, List.of(entry, entry));
    }

    private static <T> Optional<T> present(boolean optional, T value) {
        return optional ? Optional.of(value) : Optional.empty();
    }

    private static List<String> problems(String document) throws Exception {
        return SchemaValidator.of(ReportJson.schema()).problemsOfJson(document);
    }

    @Test
    @DisplayName("it is a schema, and docs/schema/regsync-report-v1.json is what the command schema prints")
    void isASchema() throws Exception {
        assertThat(SchemaValidator.problemsOfSchema(ReportJson.schema())).isEmpty();
        assertThat(ExampleFiles.directory().resolveSibling("docs").resolve("schema/regsync-report-v1.json"))
                .content()
                .isEqualTo(ReportJson.schema());
    }

    @Test
    @DisplayName("it accepts every document that is written")
    void acceptsDocuments() throws Exception {
        for (String command : List.of("plan", "once", "apply")) {
            assertThat(problems(ReportJson.of(everything(command, true)))).isEmpty();
            assertThat(problems(ReportJson.of(everything(command, false)))).isEmpty();
        }
    }

    @Test
    @DisplayName("it refuses words and digests that are none, and a document without totals")
    void refusesOthers() throws Exception {
        String document = ReportJson.of(everything("plan", true));
        assertThat(problems(document.replace("\"action\": \"copy\"", "\"action\": \"move\"")))
                .isNotEmpty();
        assertThat(problems(document.replace("\"outcome\": \"open\"", "\"outcome\": \"maybe\"")))
                .isNotEmpty();
        assertThat(problems(document.replace(DIGEST.toString(), "sha256:12"))).isNotEmpty();
        assertThat(problems(document.replace("\"totals\"", "\"sums\""))).isNotEmpty();
        assertThat(problems(document.replace("\"errors\": 2", "\"errors\": -2")))
                .isNotEmpty();
    }

    @Test
    @DisplayName("totals: steps by action and outcome, errors of entries, and what is written")
    void sumsUp() {
        assertThat(ReportJson.of(everything("once", true)))
                .contains(
                        "\"entries\": 2,\n    \"current\": 14,\n    \"copy\": 10,",
                        "\"planned\": 16,\n    \"done\": 16,",
                        "\"errors\": 2,\n    \"blobs\": 80,\n    \"bytes\": 160,");
    }

    @Test
    @DisplayName("a plan is read as it was written; one that is no plan, or not complete, is refused")
    void isReadAgain() throws Exception {
        RunReport written = everything("plan", true);
        List<EntryReport> planned = written.entries().stream()
                .map(entry -> new EntryReport(
                        entry.type(),
                        entry.source(),
                        entry.target(),
                        entry.current(),
                        entry.steps().stream()
                                .filter(step -> step.is(Outcome.PLANNED) || step.is(Outcome.FAILED))
                                .toList(),
                        entry.errors()))
                .toList();
        RunReport plan = new RunReport(written.head(), true, planned);
        assertThat(read(ReportJson.of(plan))).isEqualTo(plan);

        assertRefused(
                ReportJson.of(everything("once", true)), "plan.json: not a plan of version 1 but run of version 1");
        assertRefused("{}", "plan.json: not a plan of version 1 but something else");
        assertRefused(
                ReportJson.of(new RunReport(plan.head(), false, plan.entries())),
                "plan.json: the plan is not complete, make a new one");
        assertRefused(
                ReportJson.of(plan).replace("\"copy\",", "\"steal\","),
                "action: invalid JSON: this program does not know it");
        assertRefused(ReportJson.of(plan).replace("sha256:", "md5:"), "md5");
        assertRefused(ReportJson.of(plan).replace("2026-11-21T", "yesterday "), "not a time such as");
        assertRefused(ReportJson.of(plan).substring(100), "plan.json");
    }

    private static RunReport read(String document) throws RegistryException {
        return PlanReader.read(document.getBytes(StandardCharsets.UTF_8), "plan.json");
    }

    private static void assertRefused(String document, String why) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(why);
    }
}
