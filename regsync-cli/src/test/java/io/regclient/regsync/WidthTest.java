// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.run.OnceRun;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What of one entry happens at the same time, and that it is told as if it had not (regsync 7 and 8). */
@ExtendWith(RegistryExtension.class)
@Timeout(120)
class WidthTest {
    private static final String[] TAGS = {"v1", "v2", "v3", "v4", "v5", "v6"};

    private final InProcessRegistry registry;

    @TempDir
    private Path directory = Path.of("");

    WidthTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private String config(String defaults, String... entries) {
        return "creds: [{registry: '" + registry.host() + "', tls: disabled, reqConcurrent: 64}]\n" + "defaults: {"
                + defaults + "}\n" + "sync: [" + String.join(", ", entries) + "]\n";
    }

    private CliResult run(String config, String... args) {
        return ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin(config)
                .run(Stream.concat(Stream.of(args), Stream.of("-c", "-")).toArray(String[]::new));
    }

    private BackgroundCall<CliResult> start(String config, String... args) {
        return BackgroundCall.start(() -> run(config, args));
    }

    private static BackgroundCall<Boolean> start(RunFixture fixture) {
        return BackgroundCall.start(() -> {
            new OnceRun(fixture.context(false)).run(fixture.entries(), SyncAction.COPY);
            return true;
        });
    }

    /** Tags with an image of their own each. */
    private static void fill(TestRepository repository) {
        for (int i = 0; i < TAGS.length; i++) {
            repository.put(ImageFixture.small(i + 1), TAGS[i]);
        }
    }

    private static void hold(TestRepository repository, String method, String path, Gate gate) {
        repository.fault(method, path, Occurrence.always(), new Fault.Hold(gate));
    }

    private static List<String> puts(TestRepository target) {
        return target.lines().stream()
                .filter(line -> line.startsWith("PUT manifests/v"))
                .toList();
    }

    private static List<String> failures(CliResult result) {
        return result.err().lines().filter(line -> !line.startsWith("time=")).toList();
    }

    @Test
    @DisplayName("regsync 7: tags of a repository are looked at together, whatever `parallel` says")
    void looksAtTagsTogether(TestRepository source, TestRepository target) {
        fill(source);
        for (String defaults : List.of("", "parallel: 1")) {
            Gate six = Gate.of(TAGS.length);
            source.registry().faults().clear();
            hold(source, "HEAD", "manifests/", six);

            run(config(defaults, entry(source, target, "repository", "")), "check")
                    .check()
                    .succeeds();

            assertThat(six.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("regsync 7: four images of an entry are copied at the same time unless `parallel` says how many")
    void copiesFourImagesTogether(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate four = Gate.of(4);
        hold(target, "PUT", "manifests/v", four);

        run(config("", entry(source, target, "repository", "")), "once", "-v", "debug")
                .check()
                .succeeds()
                .errContains("msg=\"Configuring parallel settings\" concurrent=4\n");

        assertThat(four.isOpen()).isTrue();
        assertThat(puts(target)).hasSize(TAGS.length);
    }

    @Test
    @DisplayName("regsync 7: `parallel` is the number of copies at the same time, of all entries together")
    void boundsCopiesOfAllEntries(TestRepository source, TestRepository one, TestRepository two) throws Exception {
        fill(source);
        Gate gate = Gate.closed();
        hold(one, "PUT", "manifests/v", gate);
        hold(two, "PUT", "manifests/v", gate);

        try (BackgroundCall<CliResult> run = start(
                config("parallel: 3", entry(source, one, "repository", ""), entry(source, two, "repository", "")),
                "once")) {
            gate.awaitHeld(3);
            assertThat(puts(one).size() + puts(two).size()).isEqualTo(3);
            assertThat(source.lines().stream().filter(line -> line.startsWith("GET manifests/")))
                    .hasSize(3);
            gate.open();
            run.result().check().succeeds();
        }
        assertThat(puts(one)).hasSize(TAGS.length);
        assertThat(puts(two)).hasSize(TAGS.length);
    }

    @Test
    @DisplayName("regsync 7: parallel 1 copies one image after the other, in the order of the tags")
    void copiesOneAfterTheOther(TestRepository source, TestRepository target) {
        fill(source);

        run(config("parallel: 1", entry(source, target, "repository", "")), "once")
                .check()
                .succeeds();

        List<String> copies = registry.requests().all().stream()
                .map(request -> request.method() + " " + request.path())
                .filter(line -> line.matches(
                        "GET .*/" + source.name() + "/manifests/.*|PUT .*/" + target.name() + "/manifests/v.*"))
                .map(line -> line.substring(0, 3))
                .toList();
        assertThat(copies)
                .containsExactly("GET", "PUT", "GET", "PUT", "GET", "PUT", "GET", "PUT", "GET", "PUT", "GET", "PUT");
        assertThat(puts(target))
                .isEqualTo(Stream.of(TAGS).map(tag -> "PUT manifests/" + tag).toList());
    }

    @Test
    @DisplayName("regsync 14: the lines of a tag stay together, in the order of the tags, whichever ends first")
    void logsInTheOrderOfTheTags(TestRepository source, TestRepository plain, TestRepository target) throws Exception {
        fill(source);
        CliResult before = run(config("parallel: 1", entry(source, plain, "repository", "")), "once");
        Gate first = Gate.closed();
        hold(target, "PUT", "manifests/v1$", first);

        try (BackgroundCall<CliResult> run = start(config("", entry(source, target, "repository", "")), "once")) {
            first.awaitHeld(1);
            BackgroundCall.await(() -> puts(target).size() == TAGS.length);
            first.open();

            assertThat(blocks(run.result(), target))
                    .isEqualTo(blocks(before, plain))
                    .hasSize(TAGS.length);
        }
    }

    /** The lines of each tag without time and target; those of blobs of one image have no order. */
    private static List<List<String>> blocks(CliResult result, TestRepository target) {
        List<List<String>> blocks = new ArrayList<>();
        for (String line : result.err().lines().toList()) {
            String text = line.replaceFirst("^time=\\S+ ", "").replace(target.fullName(), "TARGET");
            if (text.contains("msg=\"Image sync needed\"")) {
                blocks.add(new ArrayList<>());
            }
            blocks.getLast().add(text);
        }
        blocks.forEach(block -> block.sort(null));
        return blocks;
    }

    @Test
    @DisplayName("regsync 7: failures are told in the order of the tags, the other tags are copied, exit 1")
    void tellsFailuresInOrder(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate second = Gate.closed();
        hold(target, "PUT", "manifests/v2$", second);
        target.fault("PUT", "manifests/v(2|4)$", Occurrence.always(), new Fault.Status(403));
        source.fault("HEAD", "manifests/v5$", Occurrence.always(), new Fault.Status(403));

        try (BackgroundCall<CliResult> run = start(config("", entry(source, target, "repository", "")), "once")) {
            second.awaitHeld(1);
            BackgroundCall.await(() -> puts(target).contains("PUT manifests/v6"));
            second.open();
            CliResult result = run.result();

            result.check().exits(1);
            String from = "sync " + source.fullName() + ":v";
            assertThat(failures(result)).hasSize(3);
            assertThat(failures(result).get(0)).startsWith(from + "2 to ");
            assertThat(failures(result).get(1)).startsWith(from + "4 to ");
            assertThat(failures(result).get(2)).startsWith(from + "5 to ");
            assertThat(result.err()
                            .lines()
                            .filter(line -> line.matches(".*msg=\"(Image sync needed|Failed to sync)\".*"))
                            .map(line -> line.replaceFirst(".*msg=\"(.*?)\".*:(v\\d).*", "$1 $2")))
                    .containsExactly(
                            "Image sync needed v1",
                            "Image sync needed v2",
                            "Failed to sync v2",
                            "Image sync needed v3",
                            "Image sync needed v4",
                            "Failed to sync v4",
                            "Failed to sync v5",
                            "Image sync needed v6");
        }
    }

    @Test
    @DisplayName(
            "regsync 7: --abort-on-error begins no other tag and ends the later ones; only the failure is reported")
    void abortsLaterTags(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate failing = Gate.closed();
        Gate later = Gate.closed();
        hold(target, "PUT", "manifests/v1$", failing);
        hold(target, "PUT", "manifests/v2$", later);
        target.fault("PUT", "manifests/v1$", Occurrence.always(), new Fault.Status(403));

        try (BackgroundCall<CliResult> run = start(
                config("", entry(source, target, "repository", "tags: {allow: [v1, v2]}")),
                "once",
                "--abort-on-error")) {
            later.awaitHeld(1);
            failing.awaitHeld(1);
            failing.open();
            CliResult result = run.result();

            result.check().exits(1);
            assertThat(failures(result)).singleElement().asString().contains(source.fullName() + ":v1 to ");
        } finally {
            later.open();
        }
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error with one copy at a time begins no copy after the failing one")
    void abortsBeforeTheNextCopy(TestRepository source, TestRepository target) {
        fill(source);
        target.fault("PUT", "manifests/v2$", Occurrence.always(), new Fault.Status(403));

        CliResult result =
                run(config("parallel: 1", entry(source, target, "repository", "")), "once", "--abort-on-error");

        result.check().exits(1);
        assertThat(failures(result)).singleElement().asString().contains(source.fullName() + ":v2 to ");
        assertThat(puts(target)).containsExactly("PUT manifests/v1", "PUT manifests/v2");
        assertThat(result.err()).doesNotContain(":v3");
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error ends what is looked at early, too")
    void abortsLooks(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate failing = Gate.closed();
        Gate later = Gate.closed();
        hold(source, "HEAD", "manifests/v1$", failing);
        hold(source, "HEAD", "manifests/v[2-6]$", later);
        source.fault("HEAD", "manifests/v1$", Occurrence.always(), new Fault.Status(403));

        try (BackgroundCall<CliResult> run =
                start(config("", entry(source, target, "repository", "")), "once", "--abort-on-error")) {
            later.awaitHeld(5);
            failing.open();
            CliResult result = run.result();

            result.check().exits(1);
            assertThat(failures(result)).singleElement().asString().contains(source.fullName() + ":v1 to ");
        } finally {
            later.open();
        }
    }

    @Test
    @DisplayName("regsync 7: an earlier copy is carried out although --abort-on-error ends the run")
    void leavesEarlierCopiesAlone(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate first = Gate.closed();
        hold(target, "PUT", "manifests/v1$", first);
        target.fault("PUT", "manifests/v2$", Occurrence.always(), new Fault.Status(403));

        try (BackgroundCall<CliResult> run =
                start(config("", entry(source, target, "repository", "")), "once", "--abort-on-error")) {
            first.awaitHeld(1);
            BackgroundCall.await(() -> puts(target).contains("PUT manifests/v2"));
            first.open();

            CliResult result = run.result();
            result.check().exits(1);
            assertThat(failures(result)).singleElement().asString().contains(source.fullName() + ":v2 to ");
        }
        assertThat(new Mirroring(registry, directory).tags(target))
                .contains("v1")
                .doesNotContain("v2");
    }

    @Test
    @DisplayName("regsync 7 and 13: an interrupt ends all copies of an entry and what is looked at, exit 1")
    void endsWithAnInterrupt(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate gate = Gate.closed();
        hold(target, "PUT", "manifests/v", gate);

        try (BackgroundCall<CliResult> run = start(config("", entry(source, target, "repository", "")), "once")) {
            gate.awaitHeld(4);
            run.interrupt();

            run.result().check().exits(1).errContains("task was canceled");
            assertThat(puts(target)).hasSize(4);
        } finally {
            gate.open();
        }
    }

    @Test
    @DisplayName("regsync 4: the timeout of an entry ends all its copies, and names them")
    void endsWithTheTimeout(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate gate = Gate.closed();
        hold(target, "PUT", "manifests/v", gate);
        ManualTime time = ManualTime.stepping();
        String yaml = "defaults: {parallel: 2}\nsync: [" + entry(source, target, "repository", "timeout: 10m") + "]\n";

        try (RunFixture fixture = new RunFixture(registry, time, yaml);
                BackgroundCall<Boolean> run = start(fixture)) {
            gate.awaitHeld(2);
            time.advance(Duration.ofMinutes(10));
            assertThatThrownBy(run::result)
                    .isInstanceOf(ExecutionException.class)
                    .hasStackTraceContaining("not done within the timeout of 10m0s, still at " + source.fullName()
                            + ":v1, " + source.fullName() + ":v2")
                    .rootCause()
                    .hasMessageContaining("not done within the timeout of 10m0s");
        } finally {
            gate.open();
        }
        assertThat(puts(target)).hasSize(2);
    }

    @Test
    @DisplayName("regsync 11: the tags of an entry wait for pulls one after the other, in their order")
    void waitsForPullsInOrder(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        for (String tag : TAGS) {
            Occurrence scarce = Occurrence.first(2);
            source.fault(
                    "HEAD", "manifests/" + tag, Occurrence.always(), new Fault.SetHeader("RateLimit-Limit", "100"));
            source.fault("HEAD", "manifests/" + tag, scarce, new Fault.SetHeader("RateLimit-Remaining", "1"));
            source.fault(
                    "HEAD",
                    "manifests/" + tag,
                    new Occurrence(3, Integer.MAX_VALUE),
                    new Fault.SetHeader("RateLimit-Remaining", "60"));
        }
        ManualTime time = ManualTime.stepping();
        String yaml = "defaults: {ratelimit: {min: 60, retry: 15m}}\nsync: [" + entry(source, target, "repository", "")
                + "]\n";

        try (RunFixture fixture = new RunFixture(registry, time, yaml);
                BackgroundCall<Boolean> run = start(fixture)) {
            for (int i = 0; i < TAGS.length; i++) {
                time.awaitSleepers(1);
                assertThat(time.sleeps()).hasSize(i + 1);
                time.advance(Duration.ofMinutes(15));
            }
            assertThat(run.result()).isTrue();
        }
        assertThat(puts(target)).hasSize(TAGS.length);
    }

    @Test
    @DisplayName("regsync 9: tags of one image fetch its manifests once from the source, where a pull may count")
    void fetchesTheManifestsOfAnImageOnce(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), TAGS);
        Gate children = Gate.closed();
        hold(target, "PUT", "manifests/sha256", children);

        try (BackgroundCall<CliResult> run = start(config("", entry(source, target, "repository", "")), "once")) {
            children.awaitHeld(1);
            BackgroundCall.await(() -> source.lines().contains("HEAD manifests/" + TAGS[TAGS.length - 1]));
            children.open();
            run.result().check().succeeds();
        }
        assertThat(source.lines().stream().filter(line -> line.startsWith("GET manifests/sha256")))
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThat(puts(target)).hasSize(TAGS.length);
    }

    @Test
    @DisplayName("regsync 9.6: an index that several tags have is read once to find a platform in it")
    void readsAnIndexOnce(TestRepository source, TestRepository target) throws Exception {
        String index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), TAGS)
                .digest()
                .toString();
        Gate gate = Gate.closed();
        hold(source, "GET", "manifests/" + index, gate);

        try (BackgroundCall<CliResult> run =
                start(config("", entry(source, target, "repository", "platform: linux/arm64")), "check")) {
            gate.awaitHeld(1);
            BackgroundCall.await(() -> target.lines().contains("HEAD manifests/" + TAGS[TAGS.length - 1]));
            gate.open();
            run.result().check().succeeds();
        }
        assertThat(source.lines())
                .filteredOn(("GET manifests/" + index)::equals)
                .hasSize(1);
    }

    @Test
    @DisplayName("regsync 14: what the threads of a copy log has its place among the lines of the tag")
    void logsRequestsInTheOrderOfTheTags(TestRepository source, TestRepository target) throws Exception {
        fill(source);
        Gate first = Gate.closed();
        hold(target, "PUT", "manifests/v1$", first);

        try (BackgroundCall<CliResult> run =
                start(config("", entry(source, target, "repository", "")), "once", "-v", "trace")) {
            first.awaitHeld(1);
            BackgroundCall.await(() -> puts(target).size() == TAGS.length);
            first.open();

            assertThat(run.result()
                            .err()
                            .lines()
                            .filter(line -> line.contains("PUT") && line.contains(target.name() + "/manifests/v"))
                            .map(line -> line.replaceFirst(".*/manifests/(v\\d).*", "$1"))
                            .distinct())
                    .containsExactly(TAGS);
        }
    }

    @Test
    @DisplayName("regsync 8: the repositories of a registry are looked at together, and told in their order")
    void looksAtRepositoriesTogether() {
        try (InProcessRegistry upstream = InProcessRegistry.start()) {
            List<String> names = List.of("a/one", "b/two", "c/three", "d/four");
            for (String name : names) {
                upstream.put(name, ImageFixture.small(names.indexOf(name)), "v1");
            }
            Gate four = Gate.of(names.size());
            upstream.faults().on("HEAD", "/manifests/", new Fault.Hold(four));
            String creds = "creds: [{registry: '" + upstream.host()
                    + "', tls: disabled, reqConcurrent: 64}, {registry: '" + registry.host() + "', tls: disabled}]\n";

            CliResult result = run(
                    creds + "sync: [{source: '" + upstream.host() + "', target: '" + registry.host()
                            + "/wide', type: registry}]\n",
                    "once");

            result.check().succeeds();
            assertThat(four.isOpen()).isTrue();
            assertThat(result.err()
                            .lines()
                            .filter(line -> line.contains("msg=\"Image sync needed\""))
                            .map(line -> line.replaceFirst(".* source=[^/]*/(\\S*):v1 .*", "$1")))
                    .isEqualTo(names);
        }
    }

    @Test
    @DisplayName("regsync 16: a layout gets several tags at the same time, and is cleaned when the last one is there")
    void copiesToALayout(TestRepository source) {
        fill(source);
        String config = config("", "{source: '" + source.fullName() + "', target: 'ocidir://wide', type: repository}");

        run(config, "once").check().succeeds();
        run(config, "check").check().succeeds().errIsEmpty();
    }
}
