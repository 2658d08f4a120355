// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.regsync.schema.SchemaValidator;
import io.regclient.regsync.state.Hold;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-hooks.md")
@ExtendWith(RegistryExtension.class)
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class HooksTest {
    private static final SampleImage IMAGE = ImageFixture.small(1);
    private static final SampleImage OLD = ImageFixture.small(2);

    private final Mirroring mirroring;
    private final SafeguardRuns runs;
    private final Path directory;

    HooksTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
        this.runs = new SafeguardRuns(registry);
        this.directory = directory;
    }

    /** A program that keeps what it is told in a file of this name, and then does something. */
    private String keeping(String name, String then) throws IOException {
        Path file = directory.resolve(name + ".sh");
        Files.writeString(file, "#!/bin/sh\ncat >> " + directory.resolve(name) + "\n" + then + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return "{type: exec, params: ['" + file + "']}";
    }

    private static String saying(String decision, String reason) {
        return "printf '%s\\n' '{\"decision\":\"" + decision + "\",\"reason\":\"" + reason + "\"}'";
    }

    private List<JsonObject> told(String name) throws IOException {
        List<JsonObject> documents = new ArrayList<>();
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                documents.add(Json.parseObject(line.getBytes(StandardCharsets.UTF_8), name));
            }
        }
        return documents;
    }

    @Test
    @DisplayName("docs/schema/regsync-hook-v1.json describes what hooks are told")
    void fitsItsSchema(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1", "same");
        target.put(IMAGE, "same");
        String keep = keeping("all", "");
        mirroring
                .run(
                        sync(entry(
                                source,
                                target,
                                "repository",
                                "hooks: {pre: " + keep + ", post: " + keep + ", unchanged: " + keep + "}")),
                        "once")
                .check()
                .succeeds();
        String schema = Files.readString(
                ExampleFiles.directory().resolveSibling("docs").resolve("schema/regsync-hook-v1.json"));
        assertThat(SchemaValidator.problemsOfSchema(schema)).isEmpty();
        List<String> lines = Files.readAllLines(directory.resolve("all"));
        assertThat(lines).hasSize(3);
        for (String line : lines) {
            assertThat(SchemaValidator.of(schema).problemsOfJson(line)).isEmpty();
        }
    }

    private static List<String> writes(TestRepository repository) {
        return repository.lines().stream()
                .filter(line -> !line.startsWith("GET") && !line.startsWith("HEAD"))
                .toList();
    }

    @Test
    @DisplayName("pre is asked before a copy, post told after it, unchanged where there is nothing to copy")
    void calls(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "new", "moved", "same");
        target.put(OLD, "moved");
        target.put(IMAGE, "same");
        String config = sync(entry(
                source,
                target,
                "repository",
                "hooks: {pre: " + keeping("pre", "") + ", post: " + keeping("post", "") + ", unchanged: "
                        + keeping("unchanged", "") + "}"));

        mirroring.run(config, "once").check().succeeds();

        assertThat(told("pre")).extracting(each -> each.string("action")).containsExactlyInAnyOrder("copy", "replace");
        JsonObject moved = told("post").stream()
                .filter(each -> "replace".equals(each.tree().get("action")))
                .findFirst()
                .orElseThrow();
        String digest = IMAGE.digest().toString();
        assertThat(moved.integer("version", 0)).isEqualTo(1);
        assertThat(moved.object("source").orElseThrow().tree())
                .containsEntry("ref", source.fullName() + ":moved")
                .containsEntry("digest", digest);
        assertThat(moved.object("target").orElseThrow().tree())
                .containsEntry("ref", target.fullName() + ":moved")
                .containsEntry("digest", OLD.digest().toString());
        assertThat(moved.object("outcome").orElseThrow().string("digest")).isEqualTo(digest);
        assertThat(moved.strings("platforms")).containsExactly("linux/amd64");
        assertThat(told("unchanged"))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.object("source").orElseThrow().string("ref"))
                                .endsWith(":same"));

        mirroring.run(config, "once").check().succeeds();
        assertThat(told("pre")).hasSize(2);
        assertThat(told("post")).hasSize(2);
        assertThat(told("unchanged")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "check", "config"})
    @DisplayName("what only tells what would be done calls none; a plan says that pre will be asked")
    void plansCallNone(String command, TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String config = sync(entry(
                source,
                target,
                "repository",
                "hooks: {pre: " + keeping("pre", "") + ", unchanged: " + keeping("unchanged", "") + "}"));

        String out = mirroring.run(config, command).out();

        assertThat(directory.resolve("pre")).doesNotExist();
        assertThat(directory.resolve("unchanged")).doesNotExist();
        if (command.equals("plan")) {
            assertThat(out).contains("the hook pre will be asked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "repository"})
    @DisplayName("an image that is denied fails its tag in one line, and nothing at all was written before")
    void denies(String type, TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String hook = keeping("pre", saying("deny", "a hole\\nis open"));

        mirroring
                .run(sync(entry(source, target, type, "hooks: {pre: " + hook + "}")), "once")
                .check()
                .exits(1)
                .errContains(
                        "denied by the gate hooks.pre, " + IMAGE.digest() + ": a hole\\u000ais open",
                        "level=WARN msg=\"Image denied\"");

        assertThat(writes(target)).isEmpty();
        assertThat(told("pre")).hasSize(1);
    }

    @Test
    @DisplayName("an image that is held is no error, and the target keeps what it has")
    void holds(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        target.put(OLD, "v1");
        String hook = keeping("pre", saying("hold", "not approved yet"));

        mirroring
                .run(
                        sync(entry(source, target, "repository", "hooks: {pre: " + hook + "}")),
                        "once",
                        "--report",
                        "r.json")
                .check()
                .succeeds()
                .errContains("msg=\"Image held\"", "reason=\"hooks.pre: not approved yet\"");

        assertThat(writes(target)).isEmpty();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(OLD.digest().toString());
        assertThat(Files.readString(directory.resolve("r.json")))
                .contains("\"action\": \"hold\"", "\"reason\": \"hooks.pre: not approved yet\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "exit 3; pre.sh ended with exit code 3",
                "echo yes; the answer",
                "yes; pre.sh writes more than 65536 bytes",
                "sleep 30; pre.sh did not end within 1s"
            })
    @DisplayName("a pre that fails denies, or with fail: open lets the image through with a warning")
    void fails(String then, String reason, TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String hook = keeping("pre", then).replace("}", ", timeout: 1s");

        mirroring
                .run(sync(entry(source, target, "image", "hooks: {pre: " + hook + "}}")), "once")
                .check()
                .exits(1)
                .errContains("denied by the gate hooks.pre", reason);
        assertThat(writes(target)).isEmpty();

        mirroring
                .run(sync(entry(source, target, "image", "hooks: {pre: " + hook + ", fail: open}}")), "once")
                .check()
                .succeeds()
                .errContains("level=WARN msg=\"Hook failed, the image is let through\"", reason);
        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    @DisplayName("post and unchanged cannot deny: that they fail is a warning, what they say is not read")
    void othersOnlyWarn(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1", "v2");
        target.put(IMAGE, "v2");
        String hooks = "hooks: {post: " + keeping("post", "exit 1") + ", unchanged: "
                + keeping("unchanged", saying("deny", "no")) + "}";

        mirroring
                .run(sync(entry(source, target, "repository", hooks)), "once")
                .check()
                .succeeds()
                .errContains("level=WARN msg=\"Hook failed\" hook=hooks.post", "post.sh ended with exit code 1");
        assertThat(told("unchanged")).hasSize(1);
        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    @DisplayName(
            "what gates deny is not asked about, and an entry does without the hook of the defaults by an empty one")
    void order(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String hook = keeping("pre", saying("deny", "no"));
        mirroring
                .run(
                        sync(entry(source, target, "image", "gates: {labels: {a: b}}, hooks: {pre: " + hook + "}")),
                        "once")
                .check()
                .exits(1)
                .errContains("denied by the gate labels");
        assertThat(told("pre")).isEmpty();

        String without = sync(entry(source, target, "image", "hooks: {pre: {}}"));
        mirroring
                .run("defaults: {hooks: {pre: " + hook + "}}\n" + without, "once")
                .check()
                .succeeds();
        assertThat(told("pre")).isEmpty();
    }

    @Test
    @DisplayName(
            "a held image is listed with a state; a release lets it through although the hook holds it, not if it denies")
    void state(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String holding =
                sync(entry(source, target, "repository", "hooks: {pre: " + keeping("pre", saying("hold", "w")) + "}"));

        assertThat(runs.once(holding)).containsExactly("v1 Held");
        assertThat(runs.held()).singleElement().asString().startsWith("v1 hook");
        assertThat(runs.once(holding)).containsExactly("v1 Held");
        assertThat(runs.held()).hasSize(1);

        runs.release("v1");
        keeping("pre", saying("deny", "no"));
        assertThat(runs.once(holding)).singleElement().asString().startsWith("v1 failed");
        keeping("pre", saying("hold", "w"));
        assertThat(runs.once(holding)).containsExactly("v1 Copy");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(IMAGE.digest().toString());
        assertThat(runs.held()).isEmpty();
    }

    @Test
    @DisplayName("an image that the source replaced, or the target has, is not held any more")
    void holdsEnd(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String holding =
                sync(entry(source, target, "repository", "hooks: {pre: " + keeping("pre", saying("hold", "w")) + "}"));
        runs.once(holding);
        source.put(OLD, "v1");
        runs.once(holding);
        assertThat(runs.held()).hasSize(1);
        target.put(OLD, "v1");
        assertThat(runs.once(holding)).containsExactly("v1 UpToDate");
        assertThat(runs.held()).isEmpty();
    }

    private static Hold heldBefore(TestRepository target, Hold.Reason reason) {
        return new Hold(
                SafeguardRuns.image(target, "v1", IMAGE.digest()),
                "source",
                reason,
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(Instant.EPOCH));
    }

    @Test
    @DisplayName("who releases an image from minAge has not released it from a hook that was not asked yet")
    void minAgeIsNotTheHook(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String config = sync(entry(
                source,
                target,
                "repository",
                "minAge: 72h, hooks: {pre: " + keeping("pre", saying("hold", "needs approval")) + "}"));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).singleElement().asString().startsWith("v1 minAge");
        assertThat(told("pre")).isEmpty();

        runs.release("v1");
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 hook");
        assertThat(runs.state.held()).extracting(Hold::detail).containsExactly("hooks.pre: needs approval");
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 hook");
        assertThat(told("pre")).hasSize(2);

        runs.release("v1");
        assertThat(runs.once(config)).containsExactly("v1 Copy");
        assertThat(runs.state.holdOf(SafeguardRuns.image(target, "v1", IMAGE.digest())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minAge: 72h", "onRetag: skip", "onRetag: fail", "minAge: 72h, onRetag: fail"})
    @DisplayName("nor has who releases one that a tag was put back from; the hook's hold keeps that release")
    void rollbackIsNotTheHook(String keys, TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        target.put(OLD, "v1");
        runs.state.hold(1, heldBefore(target, Hold.Reason.ROLLBACK));
        String config = sync(entry(
                source, target, "repository", keys + ", hooks: {pre: " + keeping("pre", saying("hold", "w")) + "}"));

        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 hook");
        runs.release("v1");
        assertThat(runs.once(config)).containsExactly("v1 Copy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"minAge: 9999h | v1 Held | minAge", "onRetag: skip | v1 Skipped | -"})
    @DisplayName("who releases an image from a hook has not released it from what the entry wants since")
    void theHookIsNotTheRest(String later, String decision, String held, TestRepository source, TestRepository target)
            throws Exception {
        source.put(IMAGE, "v1");
        target.put(OLD, "v1");
        String hook = "hooks: {pre: " + keeping("pre", saying("hold", "w")) + "}";
        assertThat(runs.once(sync(entry(source, target, "repository", hook)))).containsExactly("v1 Held");
        runs.release("v1");

        assertThat(runs.once(sync(entry(source, target, "repository", later + ", " + hook))))
                .containsExactly(decision);
        assertThat(String.join("", runs.held())).contains("-".equals(held) ? "" : held);
        assertThat(mirroring.digest(target, "v1")).isEqualTo(OLD.digest().toString());
    }

    @Test
    @DisplayName("a release from minAge lasts until the image is copied, also where the hook fails before")
    void keepsARelease(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String config = sync(
                entry(source, target, "repository", "minAge: 72h, hooks: {pre: " + keeping("pre", "exit 1") + "}"));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        runs.release("v1");
        assertThat(runs.once(config)).singleElement().asString().startsWith("v1 failed");
        keeping("pre", "");
        assertThat(runs.once(config)).containsExactly("v1 Copy");
    }

    @Test
    @DisplayName("an image that waited long enough does not wait again because a hook holds it")
    void countsTheWait(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        String config = sync(entry(
                source,
                target,
                "repository",
                "platform: linux/amd64, minAge: 72h, hooks: {pre: " + keeping("pre", saying("hold", "w")) + "}"));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        runs.time.advance(Duration.ofHours(80));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 hook");
        runs.time.advance(Duration.ofHours(1));
        assertThat(runs.once(config)).containsExactly("v1 Held");
        assertThat(runs.held()).containsExactly("v1 hook");
        assertThat(told("pre")).hasSize(2);
    }

    @Test
    @DisplayName("the hold has the words of the hook, the last ones, in one line")
    void words(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String config = sync(
                entry(source, target, "repository", "hooks: {pre: " + keeping("pre", saying("hold", "one")) + "}"));
        runs.once(config);
        keeping("pre", "printf '%s' '{\"decision\":\"hold\",\"reason\":\"a\\nb\"}'");
        runs.once(config);
        assertThat(runs.state.held()).extracting(Hold::detail).containsExactly("hooks.pre: a\\u000ab");
    }

    @Test
    @DisplayName("docs/regsync-ledger.md: held shows what the hook said, as a column and in its JSON")
    void isListed(TestRepository source, TestRepository target) throws Exception {
        source.put(IMAGE, "v1");
        String config = "state: 'sqlite:" + directory.resolve("s.db") + "'\n"
                + sync(entry(
                        source,
                        target,
                        "repository",
                        "hooks: {pre: " + keeping("pre", saying("hold", "waits for approval")) + "}"));
        mirroring.run(config, "once").check().succeeds();

        assertThat(mirroring.run(config, "held").out())
                .containsPattern("REASON +SINCE +UNTIL +DETAIL\n")
                .containsPattern(" hook +[0-9TZ:.-]+ +until released +hooks\\.pre: waits for approval\n");
        assertThat(mirroring.run(config, "held", "--format", "json").out())
                .contains("\"reason\": \"hook\"", "\"detail\": \"hooks.pre: waits for approval\"");
    }
}
