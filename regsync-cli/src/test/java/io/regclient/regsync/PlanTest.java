// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RecordedRequest;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands plan and apply, as {@code docs/regsync-plan.md} tells them. */
@ExtendWith(RegistryExtension.class)
class PlanTest {
    private static final String CHANGES = "plan.json";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    PlanTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    private JsonObject document(String name) throws IOException {
        return Json.parseObject(Files.readAllBytes(mirroring.directory().resolve(name)), name);
    }

    private static List<JsonObject> steps(JsonObject document) throws IOException {
        return document.objects("entries").getFirst().objects("steps");
    }

    private long written() {
        Set<String> reading = Set.of("GET", "HEAD");
        return registry.requests().all().stream()
                .map(RecordedRequest::method)
                .filter(method -> !reading.contains(method))
                .count();
    }

    @Test
    @DisplayName("plan: nothing to do is exit code 0, and costs what a check costs")
    void tellsThatNothingIsToBeDone(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(1), "v1");

        mirroring
                .run(sync(entry(source, target, "image", "")), "plan")
                .check()
                .succeeds()
                .out("Plan: 0 to copy, 0 to replace, 0 to refresh, 0 to delete, 1 up to date, 0 B to send\n");
        assertThat(source.lines()).containsExactly("HEAD manifests/v1");
        assertThat(target.lines()).containsExactly("HEAD manifests/v1");
    }

    @Test
    @DisplayName("plan: changes are exit code 2, a line each, and nothing is written to a registry")
    void showsChanges(TestRepository source, TestRepository target) throws IOException {
        SampleImage next = source.put(ImageFixture.small(1), "v1", "v2");
        source.put(ImageFixture.small(3), "v3");
        SampleImage old = target.put(ImageFixture.small(2), "v1");
        target.put(ImageFixture.small(3), "v3");
        registry.requests().clear();

        CliResult result = mirroring.run(
                sync(entry(source, target, "repository", "backup: 'old-{{.Ref.Tag}}'")), "plan", "--out", CHANGES);

        result.check()
                .exits(2)
                .errIsEmpty()
                .outContains(
                        "sync[0] repository " + source.fullName() + " to " + target.fullName() + "\n",
                        "  replace " + target.fullName() + ":v1  " + brief(old) + " -> " + brief(next),
                        ", the old one becomes " + target.fullName() + ":old-v1\n",
                        "  copy    " + target.fullName() + ":v2  " + brief(next) + ", 0 B to send\n",
                        "  (1 more is up to date)\n",
                        "Plan: 1 to copy, 1 to replace, 0 to refresh, 0 to delete, 1 up to date, ");
        assertThat(written()).isZero();
        JsonObject plan = document(CHANGES);
        assertThat(plan.string("kind")).isEqualTo("plan");
        assertThat(plan.object("totals").orElseThrow().integer("replace", 0)).isEqualTo(1);
        JsonObject replaced = steps(plan).getFirst();
        assertThat(replaced.string("sourceDigest")).isEqualTo(next.digest().toString());
        assertThat(replaced.string("targetDigest")).isEqualTo(old.digest().toString());
        assertThat(replaced.string("source")).isEqualTo(source.fullName() + ":v1");
        assertThat(replaced.integer("manifests", 0)).isEqualTo(1);
        assertThat(replaced.integer("mountedBlobs", 0))
                .as("source and target share a store")
                .isPositive();
        assertThat(replaced.integer("blobs", -1)).isZero();
        assertThat(replaced.string("backup")).isEqualTo(target.fullName() + ":old-v1");
        assertThat(replaced.string("outcome")).isEqualTo("planned");
    }

    private static String brief(SampleImage image) {
        return "sha256:" + image.digest().hex().substring(0, 12);
    }

    @Test
    @DisplayName("plan: the bytes to send are those of the copy, and what two tags share counts once")
    void knowsTheBytes(@TempDir Path root) throws IOException {
        try (InProcessRegistry upstream = InProcessRegistry.start()) {
            upstream.put("a", ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1", "v2");
            String config = "creds: [{registry: '" + upstream.host() + "', tls: disabled}]\nsync: [{source: '"
                    + upstream.host() + "/a', target: 'ocidir://mirror', type: repository}]\n";
            Files.writeString(mirroring.directory().resolve("regsync.yml"), config);
            CliResult plan = program("plan", "--format", "json");
            plan.check().exits(2);
            CliResult report = program("once", "--report", "-");
            report.check().succeeds();

            JsonObject planned =
                    Json.parseObject(plan.out(), "plan").object("totals").orElseThrow();
            JsonObject done =
                    Json.parseObject(report.out(), "report").object("totals").orElseThrow();
            for (String key : List.of("copy", "blobs", "bytes", "manifests", "mountedBlobs")) {
                assertThat(planned.integer(key, -1)).as(key).isEqualTo(done.integer(key, -2));
            }
            assertThat(planned.integer("bytes", 0)).isPositive();
            assertThat(planned.integer("planned", 0)).isEqualTo(2);
            assertThat(done.integer("done", 0)).isEqualTo(2);
        }
    }

    private CliResult program(String... args) {
        return ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                .env("REGCLIENT_CACHE", "off")
                .run(Stream.concat(Arrays.stream(args), Stream.of("-c", "regsync.yml"))
                        .toArray(String[]::new));
    }

    @Test
    @DisplayName("plan --no-sizes asks nothing a check does not ask")
    void leavesSizesOut(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1");

        CliResult result =
                mirroring.run(sync(entry(source, target, "image", "")), "plan", "--no-sizes", "--format", "json");

        result.check().exits(2).errIsEmpty();
        assertThat(source.lines()).containsExactly("HEAD manifests/v1");
        assertThat(target.lines()).containsExactly("HEAD manifests/v1");
        JsonObject step = steps(Json.parseObject(result.out(), "plan")).getFirst();
        assertThat(step.has("bytes")).isFalse();
    }

    @Test
    @DisplayName(
            "plan: pulls are those of the copies, at sources that announce how many they allow; nobody waits for them")
    void countsPulls(TestRepository source, TestRepository quiet, TestRepository target) throws IOException {
        source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        quiet.put(ImageFixture.small(1), "v1");
        source.fault(
                "HEAD", "manifests/v1$", Occurrence.always(), new Fault.SetHeader("RateLimit-Limit", "100;w=21600"));
        source.fault(
                "HEAD", "manifests/v1$", Occurrence.always(), new Fault.SetHeader("RateLimit-Remaining", "1;w=21600"));
        String config = "defaults: {ratelimit: {min: 50, retry: 15m}}\n"
                + sync(
                        entry(source, target, "image", ""),
                        entry(quiet, target, "image", "")
                                .replace(target.fullName() + ":v1", target.fullName() + ":v2"));

        CliResult result = mirroring.run(config, "plan", "--format", "json");

        result.check().exits(2).errIsEmpty();
        JsonObject plan = Json.parseObject(result.out(), "plan");
        assertThat(steps(plan).getFirst().integer("pulls", 0)).isEqualTo(3);
        assertThat(plan.object("totals").orElseThrow().integer("pulls", 0)).isEqualTo(3);
        mirroring.run(config, "plan").check().exits(2).outContains(", 3 pulls\n");
    }

    @Test
    @DisplayName("plan: what is only skipped or held is no change, and exit code 0")
    void skippingIsNoChange(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");

        mirroring
                .run(
                        sync(entry(source, target, "image", "mediaTypes: [application/vnd.oci.image.index.v1+json]")),
                        "plan")
                .check()
                .succeeds()
                .outContains(
                        "  skip    " + target.fullName()
                                + ":v1  media type application/vnd.oci.image.manifest.v1+json\n",
                        ", 1 to skip, 0 up to date, ");
    }

    @Test
    @DisplayName("plan: an error is exit code 1 and stands in the plan; the other steps do, too")
    void tellsErrors(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1", "v2");
        source.fault("HEAD", "manifests/v1$", Occurrence.always(), new Fault.Status(403));
        source.fault("GET", "manifests/v1$", Occurrence.always(), new Fault.Status(403));
        String config = sync(entry(source, target, "repository", ""));

        mirroring
                .run(config, "plan", "--out", CHANGES)
                .check()
                .exits(1)
                .outContains("  look    " + target.fullName() + ":v1  FAILED: sync ", "  copy    ", ", 1 FAILED\n")
                .errContains("sync " + source.fullName() + ":v1 to ");

        CliResult apply = mirroring.run(config, "apply", CHANGES);
        apply.check().exits(1).errContains("not planned: sync " + source.fullName() + ":v1 to ");
        assertThat(mirroring.tags(target)).containsExactly("v2");
    }

    @Test
    @DisplayName("apply does what was planned, and a second time finds it done")
    void appliesAPlan(TestRepository source, TestRepository target) throws IOException {
        SampleImage next = source.put(ImageFixture.small(1), "v1", "v2");
        SampleImage old = target.put(ImageFixture.small(2), "v1");
        String config = sync(entry(source, target, "repository", "backup: 'old-{{.Ref.Tag}}'"));
        mirroring.run(config, "plan", "--out", CHANGES).check().exits(2);
        source.put(ImageFixture.small(4), "v3");

        mirroring
                .run(config, "apply", CHANGES, "--report", "report.json")
                .check()
                .succeeds();

        assertThat(mirroring.tags(target)).containsExactly("old-v1", "v1", "v2");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(next.digest().toString());
        assertThat(mirroring.digest(target, "old-v1")).isEqualTo(old.digest().toString());
        JsonObject report = document("report.json");
        assertThat(report.string("command")).isEqualTo("apply");
        assertThat(report.object("totals").orElseThrow().integer("done", 0)).isEqualTo(2);

        mirroring.run(config, "apply", CHANGES).check().succeeds().errIsEmpty();
    }

    @Test
    @DisplayName(
            "apply refuses a step whose source or target has moved since, and does the others; --refresh does them all")
    void refusesWhatHasMoved(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1", "v2", "v3");
        String config = sync(entry(source, target, "repository", ""));
        mirroring.run(config, "plan", "--out", CHANGES).check().exits(2);
        SampleImage moved = source.put(ImageFixture.small(2), "v1");
        SampleImage other = target.put(ImageFixture.small(3), "v2");

        mirroring
                .run(config, "apply", CHANGES, "--report", "report.json")
                .check()
                .exits(1)
                .errContains(
                        ":v1: not as planned, the source has " + moved.digest() + " now and had sha256:",
                        ":v2: not as planned, the target has " + other.digest() + " now and had nothing then",
                        "or use --refresh");

        assertThat(mirroring.tags(target)).containsExactly("v2", "v3");
        assertThat(mirroring.digest(target, "v2")).isEqualTo(other.digest().toString());
        assertThat(steps(document("report.json")).stream()
                        .map(step -> step.tree().get("outcome")))
                .containsExactly("refused", "refused", "done");

        mirroring.run(config, "apply", CHANGES, "--refresh").check().succeeds();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(moved.digest().toString());
        assertThat(mirroring.digest(target, "v2")).isEqualTo(mirroring.digest(source, "v2"));
    }

    @Test
    @DisplayName("apply refuses a plan of another configuration, and steps that are none of its entries")
    void refusesStrangePlans(TestRepository source, TestRepository target, TestRepository other) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(entry(source, target, "repository", ""));
        mirroring.run(config, "plan", "--out", CHANGES).check().exits(2);

        mirroring
                .run(sync(entry(source, other, "repository", "")), "apply", CHANGES)
                .check()
                .exits(1)
                .errContains("plan plan.json was made for another configuration, make a new one\n");

        Path file = mirroring.directory().resolve(CHANGES);
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace(
                        "\"target\": \"" + target.fullName() + ":v1", "\"target\": \"" + other.fullName() + ":v1"));
        refuses(config, "the plan has a step that sync[0] does not have: copy " + source.fullName() + ":v1 to ");

        Files.writeString(
                file,
                text.replace(
                        "\"source\": \"" + source.fullName() + ":v1", "\"source\": \"" + other.fullName() + ":v1"));
        refuses(config, "copy " + other.fullName() + ":v1 to " + target.fullName() + ":v1\n");
        Files.writeString(file, text.replaceFirst("\"sourceDigest\": \"sha256:", "\"sourceDigest\": \"sha255:"));
        refuses(config, "entries[0].steps[0] to " + target.fullName());
        assertThat(other.lines()).isEmpty();

        Files.writeString(file, text.replace("\"version\": 1", "\"version\": 2"));
        mirroring
                .run(config, "apply", CHANGES)
                .check()
                .exits(1)
                .errContains("plan.json: not a plan of version 1 but plan of version 2\n");
        mirroring
                .run(config, "apply", "none.json")
                .check()
                .exits(1)
                .errContains("failed to read plan none.json: no such file");
        assertThat(other.lines()).isEmpty();
        assertThat(mirroring.tags(source)).containsExactly("v1");
    }

    @Test
    @DisplayName("a plan holds no secret, and the login may be another one when it is applied")
    void holdsNoSecrets(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        String entries = sync(entry(source, target, "image", ""));
        String creds = "creds: [{registry: '" + registry.host() + "', tls: disabled, user: %s, pass: '%s'}]\n";
        CliRunner regsync = ProgramRunner.of(Regsync.PROGRAM, mirroring.directory());

        regsync.stdin(creds.formatted("reader", "hidden-1") + entries)
                .run("plan", "-c", "-", "--out", CHANGES)
                .check()
                .exits(2);
        assertThat(Files.readString(mirroring.directory().resolve(CHANGES))).doesNotContain("hidden", "reader");

        regsync.stdin(creds.formatted("writer", "hidden-2") + entries)
                .run("apply", CHANGES, "-c", "-")
                .check()
                .succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }

    @Test
    @DisplayName("a place where no file can be is told before anything is done")
    void looksAtThePlaceFirst(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(entry(source, target, "image", ""));

        mirroring
                .run(config, "once", "--report", "none/report.json")
                .check()
                .exits(1)
                .errContains("--report: failed to write none/report.json: no such file or directory");
        mirroring
                .run(config, "plan", "--out", ".")
                .check()
                .exits(1)
                .errContains("--out: failed to write .: not a file but a directory");
        assertThat(source.lines()).isEmpty();
    }

    @Test
    @DisplayName("once --exit-code: 0, 3 when some of it failed, 1 when all of it did")
    void tellsFailuresApart(TestRepository source, TestRepository target, TestRepository absent) throws IOException {
        source.put(ImageFixture.small(1), "v1");
        String good = entry(source, target, "image", "");
        String bad = entry(absent, target, "repository", "");

        mirroring.run(sync(good), "once", "--exit-code").check().succeeds();
        mirroring
                .run(sync(good, bad), "once", "--exit-code", "--report", "report.json")
                .check()
                .exits(3)
                .errContains("sync " + absent.fullName() + " to " + target.fullName());
        JsonObject report = document("report.json");
        assertThat(report.object("totals").orElseThrow().integer("current", 0)).isEqualTo(1);
        assertThat(report.objects("entries").get(1).strings("errors")).hasSize(1);
        mirroring.run(sync(bad), "once", "--exit-code").check().exits(1);
        mirroring.run(sync(good, bad), "once").check().exits(1);
    }

    @Test
    @DisplayName("registry entries and platforms are planned and applied like others")
    void plansRegistries(@TempDir Path home) throws IOException {
        try (InProcessRegistry upstream = InProcessRegistry.start()) {
            upstream.put("a/one", ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
            upstream.put("b", ImageFixture.small(1), "v1");
            String config = "creds: [{registry: '" + registry.host() + "', tls: disabled}, {registry: '"
                    + upstream.host() + "', tls: disabled}]\nsync: [{source: '" + upstream.host() + "', target: '"
                    + registry.host() + "/mirrored', type: registry, platform: linux/arm64}]\n";
            Files.writeString(mirroring.directory().resolve("regsync.yml"), config);

            program("plan", "--out", CHANGES).check().exits(2).outContains("Plan: 2 to copy, ");
            program("apply", CHANGES).check().succeeds();
            program("plan").check().succeeds();
        }
    }

    @Test
    @DisplayName("plan --explain says which rule keeps or drops each tag of a source or target, or one of them")
    void explainsTags(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "1.0.0", "2.0.0", "2.1.0-rc1", "edge");
        String config = sync(
                entry(source, target, "repository", "tags: {deny: ['.*-rc.*'], semverRange: ['>=2']}"),
                entry(source, target, "image", ""));

        mirroring
                .run(config, "plan", "--explain", target.fullName())
                .check()
                .succeeds()
                .errIsEmpty()
                .outContains(
                        "sync[0] " + source.fullName() + " to " + target.fullName()
                                + "\n  dropped  1.0.0      tags.semverRange: ",
                        "  kept     2.0.0      tags: kept\n",
                        "  dropped  2.1.0-rc1  tags.deny: ",
                        "  dropped  edge       tags.semverRange: ",
                        "sync[1] " + source.fullName() + ":v1 to " + target.fullName()
                                + ":v1\n  kept     type: image, which has this one tag\n");
        mirroring
                .run(config, "plan", "--explain", source.fullName() + ":2.0.0")
                .check()
                .succeeds()
                .outContains("  kept     2.0.0  tags: kept\n");
        mirroring
                .run(config, "plan", "--explain", source.fullName() + ":3")
                .check()
                .succeeds()
                .outContains("  absent   the source has no tag 3\n");
        mirroring
                .run(config, "plan", "--explain", source.fullName() + "/other")
                .check()
                .exits(1)
                .errContains("/other: no entry of the configuration has it as source or target\n");
        mirroring
                .run(config, "plan", "--explain", target.fullName() + ":v2")
                .check()
                .succeeds()
                .out("sync[0] " + source.fullName() + " to " + target.fullName()
                        + "\n  absent   the source has no tag v2\n");
        assertThat(target.lines()).isEmpty();
    }

    @Test
    @DisplayName("plan --explain knows the repositories of a registry by both of their names")
    void explainsRegistries(TestRepository source) {
        source.put(ImageFixture.small(1), "v1");
        String config = sync("{source: '" + registry.host()
                + "', target: 'mirror.test/deep/prefix', type: registry, repos: {deny: ['nothing']}}");

        for (String name : List.of(source.fullName(), "mirror.test/deep/prefix/" + source.name())) {
            mirroring
                    .run(config, "plan", "--explain", name)
                    .check()
                    .succeeds()
                    .out("sync[0] " + source.fullName() + " to " + "mirror.test/deep/prefix/" + source.name()
                            + "\n  kept     v1  no filters\n");
        }
    }

    @Test
    @DisplayName("a run that is interrupted leaves a report that says so; a plan that is interrupted leaves none")
    void reportsAnInterrupt(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1", "v2");
        String config = sync(entry(source, target, "repository", ""));
        interrupt(source, config, "once", "--report", CHANGES);
        interrupt(source, config, "plan", "--out", "none.json");

        JsonObject report = document(CHANGES);
        assertThat(report.bool("complete")).isFalse();
        assertThat(report.object("totals").orElseThrow().integer("open", 0)).isPositive();
        assertThat(mirroring.directory().resolve("none.json")).doesNotExist();
    }

    /** Runs a command until it reads a manifest. */
    private void interrupt(TestRepository source, String config, String... line) throws Exception {
        Gate gate = Gate.closed();
        source.fault("GET", "manifests/", Occurrence.always(), new Fault.Hold(gate));
        try (BackgroundCall<CliResult> run = BackgroundCall.start(() -> mirroring.run(config, line))) {
            gate.awaitHeld(1);
            run.interrupt();
            run.result().check().exits(1);
        } finally {
            gate.open();
        }
    }

    private void refuses(String config, String line) {
        mirroring.run(config, "apply", CHANGES).check().exits(1).errContains(line);
    }
}
