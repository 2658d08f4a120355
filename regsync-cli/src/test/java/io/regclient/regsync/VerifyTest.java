// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code regsync verify}. */
@ExtendWith(RegistryExtension.class)
class VerifyTest {
    private static final String STATE = "state: 'sqlite:state.db'\n";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    VerifyTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    private Path file(TestRepository repository, Digest digest) {
        return registry.root()
                .resolve(repository.name())
                .resolve("blobs")
                .resolve(digest.algorithm().id())
                .resolve(digest.hex());
    }

    private void lose(TestRepository repository, Digest digest) throws IOException {
        Files.delete(file(repository, digest));
    }

    /** Another content of the same size. */
    private void corrupt(TestRepository repository, Digest digest) throws IOException {
        byte[] content = Files.readAllBytes(file(repository, digest));
        content[content.length / 2] ^= 1;
        Files.write(file(repository, digest), content);
    }

    private static Digest layer(SampleImage image) {
        return image.blobs().getLast().digest();
    }

    private String mirror(TestRepository source, TestRepository target, String more) {
        return sync(entry(source, target, "repository", more));
    }

    @Test
    @DisplayName(
            "each image and each blob is asked for once, whatever number of tags needs it; exit 0 when all is there")
    void looksOnce(TestRepository source, TestRepository target) {
        SampleImage image = target.put(ImageFixture.small(1), "v1", "v2", "v3");

        mirroring
                .run(mirror(source, target, ""), "verify")
                .check()
                .succeeds()
                .out("1 repository, 3 tags, 1 image, " + image.blobs().size()
                        + " blobs asked for: 0 damaged, 0 repaired\n");

        assertThat(source.lines()).isEmpty();
        assertThat(target.lines()).doesNotHaveDuplicates();
        assertThat(target.lines().stream().filter(line -> line.startsWith("GET manifests")))
                .hasSize(1);
        assertThat(target.lines().stream().filter(line -> line.startsWith("HEAD blobs")))
                .hasSize(image.blobs().size());
    }

    @Test
    @DisplayName("damage is listed with the tags it hurts, and the exit code is 1")
    void listsDamage(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = target.put(ImageFixture.small(1), "v1", "v2");
        target.put(ImageFixture.small(2), "other");
        lose(target, layer(image));

        mirroring
                .run(mirror(source, target, ""), "verify")
                .check()
                .exits(1)
                .outContains(target.fullName() + "\n  missing     layer " + layer(image)
                        + "  needed by v1, v2: it is not there\n")
                .outContains(": 1 damaged, 0 repaired\n");
    }

    @Test
    @DisplayName("only --deep sees a blob whose content is another one")
    void hashesBlobs(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = target.put(ImageFixture.small(1), "v1");
        corrupt(target, layer(image));

        mirroring.run(mirror(source, target, ""), "verify").check().succeeds();
        mirroring
                .run(mirror(source, target, ""), "verify", "--deep")
                .check()
                .exits(1)
                .outContains("  damaged     layer " + layer(image) + "  needed by v1: ");
    }

    @Test
    @DisplayName("--repair copies from the source what is missing, and nothing else; exit 0 when all was repaired")
    void repairsWhatIsMissing(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1", "v2");
        target.put(image, "v1", "v2");
        lose(target, layer(image));
        registry.requests().clear();

        mirroring
                .run(mirror(source, target, ""), "verify", "--repair")
                .check()
                .succeeds()
                .outContains("  repaired    layer " + layer(image) + "  needed by v1, v2: it is not there\n")
                .outContains(": 0 damaged, 1 repaired\n");

        assertThat(Files.exists(file(target, layer(image)))).isTrue();
        assertThat(source.lines().stream().filter(line -> line.startsWith("GET blobs")))
                .hasSizeLessThanOrEqualTo(1);
        mirroring.run(mirror(source, target, ""), "verify", "--deep").check().succeeds();
    }

    @Test
    @DisplayName("--deep --repair brings a blob again whose content is another one")
    void repairsWhatIsDamaged(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        target.put(image, "v1");
        corrupt(target, layer(image));

        mirroring
                .run(mirror(source, target, ""), "verify", "--deep", "--repair")
                .check()
                .succeeds()
                .outContains("  repaired    layer " + layer(image));
        mirroring.run(mirror(source, target, ""), "verify", "--deep").check().succeeds();
    }

    @Test
    @DisplayName("manifests of an index that are missing are brought again")
    void repairsManifests(TestRepository source, TestRepository target) throws IOException {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        target.put(index, "v1");
        Digest child = index.manifests().getFirst().digest();
        assertThat(child).isNotEqualTo(index.digest());
        lose(target, child);

        mirroring
                .run(mirror(source, target, ""), "verify")
                .check()
                .exits(1)
                .outContains("missing")
                .outContains(child.toString());
        mirroring.run(mirror(source, target, ""), "verify", "--repair").check().succeeds();
        mirroring.run(mirror(source, target, ""), "verify", "--deep").check().succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gates: {platforms: [linux/amd64]}", "hooks: {pre: {type: exec, params: [./ask]}}"})
    @DisplayName("docs/regsync-gates.md: a manifest that no gate may have seen is not brought, blobs are")
    void leavesManifestsToGates(String keys, TestRepository source, TestRepository target) throws IOException {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        target.put(index, "v1");
        Digest child = index.manifests().getFirst().digest();
        Digest layer =
                source.put(ImageFixture.small(7), "v2").blobs().getFirst().digest();
        target.put(ImageFixture.small(7), "v2");
        lose(target, child);
        lose(target, layer);

        mirroring
                .run(mirror(source, target, keys), "verify", "--repair")
                .check()
                .exits(1)
                .errContains("manifest linux/amd64 " + child
                        + " is missing, and gates or hooks of the entry may not have seen it")
                .outContains("repaired");
    }

    @Test
    @DisplayName("a repair gives no tag another image: what the source does not have any more stays damaged")
    void repairsWithTheSameImageOnly(TestRepository source, TestRepository target) throws IOException {
        source.put(ImageFixture.small(2), "v1");
        SampleImage old = target.put(ImageFixture.small(1), "v1");
        lose(target, layer(old));

        mirroring
                .run(mirror(source, target, ""), "verify", "--repair")
                .check()
                .exits(1)
                .outContains("  missing     layer " + layer(old))
                .errContains("the source does not have this image any more");

        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
    }

    @Test
    @DisplayName("tags that the filters of the entry drop are not looked at, nor is a target that does not exist")
    void looksAtWhatIsMirrored(TestRepository source, TestRepository target, TestRepository none) throws IOException {
        SampleImage image = target.put(ImageFixture.small(1), "mine");
        target.put(ImageFixture.small(2), "v1");
        lose(target, layer(image));

        mirroring
                .run(
                        sync(
                                entry(source, target, "repository", "tags: {allow: ['v.*']}"),
                                entry(source, none, "repository", "")),
                        "verify")
                .check()
                .succeeds()
                .outContains("2 repositories, 1 tag, 1 image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--repair"})
    @DisplayName("an image whose target was not mirrored so far is told, and is no damage: once copies it")
    void leavesAbsentImagesToOnce(String flag, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String yaml = sync(entry(source, target, "image", ""));
        String[] command = flag.isEmpty() ? new String[] {"verify"} : new String[] {"verify", flag};
        String line = target.fullName() + "\n  absent      v1  was not mirrored so far, \"regsync once\" copies it\n"
                + "1 repository, 0 tags, 0 images, 0 blobs asked for: 0 damaged, 0 repaired\n";

        mirroring.run(yaml, command).check().succeeds().out(line);
        target.put(ImageFixture.small(2), "other");
        mirroring.run(yaml, command).check().succeeds().out(line);
        mirroring
                .run(yaml, "verify", "--format", "json")
                .check()
                .succeeds()
                .outContains("\"absent\": [\n        \"v1\"\n      ]");

        assertThat(mirroring.tags(target)).containsExactly("other");
    }

    @Test
    @DisplayName("an image that the target has lost is damage, and is copied by --repair")
    void bringsAnImage(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        target.put(image, "v1");
        lose(target, image.digest());
        String yaml = sync(entry(source, target, "image", ""));
        String rest = "manifest of v1  needed by v1: the tag stands for nothing\n";

        mirroring.run(yaml, "verify").check().exits(1).outContains("  missing     " + rest);
        mirroring.run(yaml, "verify", "--repair").check().succeeds().outContains("  repaired    " + rest);

        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
    }

    @Test
    @DisplayName("tags whose own manifest is gone get the image that they stood for, each of them")
    void bringsManifestsOfTags(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1", "v2");
        target.put(image, "v1", "v2");
        lose(target, image.digest());

        mirroring
                .run(mirror(source, target, ""), "verify", "--repair")
                .check()
                .succeeds()
                .outContains("  repaired    manifest of v1  needed by v1: the tag stands for nothing\n")
                .outContains("  repaired    manifest of v2  needed by v2: the tag stands for nothing\n")
                .outContains(": 0 damaged, 2 repaired\n");

        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
        assertThat(mirroring.digest(target, "v2")).isEqualTo(image.digest().toString());
        mirroring.run(mirror(source, target, ""), "verify", "--deep").check().succeeds();
    }

    @Test
    @DisplayName("where the source's tag has moved, the image that the ledger knows comes back by its digest")
    void bringsTheImageOfTheLedger(TestRepository source, TestRepository target) throws IOException {
        SampleImage old = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        String yaml = STATE + mirror(source, target, "onRetag: fail");
        mirroring.run(yaml, "once").check().succeeds();
        source.put(ImageFixture.small(2), "v1");
        lose(target, old.digest());

        mirroring
                .run(yaml, "verify", "--repair")
                .check()
                .succeeds()
                .outContains("  repaired    manifest of v1  needed by v1: the tag stands for nothing\n");

        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
        mirroring
                .run(yaml, "history", target.fullName() + ":v1")
                .check()
                .succeeds()
                .outMatches("(?s).*  2 +copy  " + target.fullName() + ":v1 +- +" + old.digest()
                        + "  done\\n.*  1 +copy  .*");
    }

    @Test
    @DisplayName("where the source does not have that image any more, the tag stays as it is and is told")
    void bringsNoOtherImage(TestRepository source, TestRepository target) throws IOException {
        SampleImage old = source.put(ImageFixture.small(1), "v1");
        String yaml = STATE + mirror(source, target, "");
        mirroring.run(yaml, "once").check().succeeds();
        source.put(ImageFixture.small(2), "v1");
        lose(source, old.digest());
        lose(target, old.digest());

        mirroring
                .run(yaml, "verify", "--repair")
                .check()
                .exits(1)
                .outContains("  missing     manifest of v1  needed by v1: the tag stands for nothing\n")
                .errContains("verify " + target.fullName() + ":v1: the source does not have this image any more")
                .errContains(old.digest().toString());
        assertThat(RegsyncHttp.exists(registry.uri().resolve("/v2/" + target.name() + "/manifests/v1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onRetag: fail", "gates: {maxSize: 1}"})
    @DisplayName("what an entry does not let through at once is left to once, where no ledger knows the image")
    void leavesRulesToOnce(String rule, TestRepository source, TestRepository target) throws IOException {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        target.put(image, "v1");
        lose(target, image.digest());

        mirroring
                .run(mirror(source, target, rule), "verify", "--repair")
                .check()
                .exits(1)
                .errContains("no ledger tells what it stood for: \"regsync once\" copies what the rules of the entry");
    }

    @Test
    @DisplayName("--format json is for programs")
    void printsJson(TestRepository source, TestRepository target) throws IOException {
        SampleImage image = target.put(ImageFixture.small(1), "v1");
        lose(target, layer(image));

        CliResult result = mirroring.run(mirror(source, target, ""), "verify", "--format", "json");

        result.check().exits(1);
        String json = result.out();

        assertThat(RegsyncHttp.strings(json, "failures")).isEqualTo(List.of());
        assertThat(json).contains("\"kind\": \"missing\"", "\"version\": 1", "\"damaged\": 1", "\"v1\"");
    }

    @Test
    @DisplayName("a target that gives no answer fails the command, and the others are looked at")
    void tellsWhatGivesNoAnswer(TestRepository source, TestRepository target, TestRepository other) {
        other.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(1), "v1");
        target.fault("GET", "tags/list", Occurrence.always(), new Fault.Status(403));

        mirroring
                .run(sync(entry(source, target, "repository", ""), entry(source, other, "repository", "")), "verify")
                .check()
                .exits(1)
                .errContains("verify " + target.fullName())
                .outContains("1 repository, 1 tag, 1 image");
    }
}
