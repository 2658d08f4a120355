// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.ref.Tag;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.SqlState;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/regsync-ledger.md: history, rollback, held and release. */
@ExtendWith(RegistryExtension.class)
class RollbackTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";

    private final Mirroring mirroring;
    private final Path directory;

    RollbackTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
        this.directory = directory;
    }

    private static String config(TestRepository source, TestRepository target) {
        return "state: sqlite:state.db\n" + sync(entry(source, target, "repository", ""));
    }

    @Test
    @DisplayName("a history shows what was seen and moved, the newest first, as a table or as JSON")
    void showsHistory(TestRepository source, TestRepository target) throws Exception {
        SampleImage old = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target);
        mirroring.run(config, "once").check().succeeds();
        SampleImage now = source.put(ImageFixture.small(2), "v1");
        source.put(ImageFixture.small(3), "v2");
        mirroring.run(config, "once").check().succeeds();

        String[] lines = mirroring
                .run(config, "history", target.fullName() + ":v1")
                .out()
                .split("\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[0]).matches("TIME +RUN +MOVE +TAG +FROM +TO +END");
        assertThat(lines[1])
                .matches(TIME + " +2 +copy +" + target.fullName() + ":v1 +"
                        + old.digest().toString().substring(0, 19) + " +" + now.digest() + " +done");
        assertThat(lines[2]).matches(TIME + " +2 +seen +" + source.fullName() + ":v1 .*" + now.digest() + " +done");
        assertThat(lines[3]).contains(" copy ").contains(" - ");
        assertThat(lines[4]).contains(" seen ");
        assertThat(mirroring
                        .run(config, "history", source.fullName() + ":v1", "--limit", "1")
                        .out()
                        .split("\n"))
                .hasSize(2);
        mirroring
                .run(config, "history", target.fullName(), "--format", "json", "--limit", "1")
                .check()
                .succeeds()
                .outContains("\"version\": 1")
                .outContains("\"tag\": \"v");
    }

    @Test
    @DisplayName("a tag that no run has recorded, a limit that shows nothing and a time that is none are one line each")
    void refusesWhatIsUnknown(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        String config = config(source, target);
        mirroring.run(config, "history", target.fullName() + ":v2").check().succeeds();
        mirroring.run(config, "once").check().succeeds();

        mirroring
                .run(config, "history", target.fullName() + ":v2")
                .check()
                .exits(1)
                .errContains("no run has recorded anything of " + target.fullName()
                        + ":v2; of its repository these are: v1\n");
        for (String limit : List.of("0", "-1")) {
            mirroring
                    .run(config, "history", target.fullName() + ":v1", "--limit=" + limit)
                    .check()
                    .exits(1)
                    .errContains("invalid argument \"" + limit + "\" for \"--limit\" flag: must be 1 or more\n");
        }
        mirroring
                .run(config, "rollback", target.fullName() + ":v1", "--before", "xx")
                .check()
                .exits(1)
                .errContains("--before", "must be a date such as 2026-11-30, or a time such as 2026-11-30T12:00:00Z");
    }

    @Test
    @DisplayName("a tag is put back, the image it left is held, and comes back when it is released")
    void rollsBack(TestRepository source, TestRepository target) throws Exception {
        SampleImage old = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target);
        String tag = target.fullName() + ":v1";
        mirroring.run(config, "once").check().succeeds();
        String before = Instant.now().toString();
        SampleImage bad = source.put(ImageFixture.small(2), "v1");
        mirroring.run(config, "once").check().succeeds();

        mirroring
                .run(config, "rollback", tag)
                .check()
                .succeeds()
                .out(tag + " stands for " + old.digest() + "\n" + bad.digest() + " is held until \"regsync release "
                        + tag + "\"\n");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
        assertThat(mirroring.run(config, "held").out())
                .contains(tag, bad.digest().toString(), "rollback");
        mirroring
                .run(config, "rollback", tag, "--before", before)
                .check()
                .succeeds()
                .out(tag + " stands for " + old.digest() + " already\n");

        mirroring.run(config, "release", tag).check().succeeds().out(tag + "@" + bad.digest() + " is released\n");
        assertThat(mirroring.run(config, "held").out()).doesNotContain(tag);
        mirroring.run(config, "release", tag).check().exits(1).errContains("nothing is held for " + tag);
        mirroring.run(config, "once").check().succeeds();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(bad.digest().toString());
        mirroring
                .run(config, "rollback", tag, "--to", old.digest().toString())
                .check()
                .succeeds();
        assertThat(mirroring.digest(target, "v1")).isEqualTo(old.digest().toString());
        assertThat(mirroring.run(config, "history", tag).out()).contains(" rollback ");
    }

    @Test
    @DisplayName("a deletion that broke off is ended first: the tag gets back its last image, and nothing is held")
    void afterABrokenDeletion(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        SampleImage standIn = ImageFixture.small(2);
        String config = config(source, target);
        String tag = target.fullName() + ":v1";
        mirroring.run(config, "once").check().succeeds();
        Move deletion = new Move(
                Move.Kind.DELETE,
                target.fullName(),
                new Tag("v1"),
                Optional.of(image.digest()),
                Optional.empty(),
                Optional.empty());
        try (SqlState state = SqlState.open(
                Database.of("sqlite:state.db", DatabaseLogin.NONE, directory), Ticker.system(), Sleeper.system())) {
            state.takenOver(state.intend(1, deletion, Instant.now()), standIn.digest());
        }
        target.put(standIn, "v1");

        mirroring.run(config, "rollback", tag).check().succeeds().out(tag + " stands for " + image.digest() + "\n");

        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
        assertThat(mirroring.run(config, "held").out()).doesNotContain(tag);
    }

    @Test
    @DisplayName("a second rollback goes on, and does not bring back what the first one left")
    void goesOn(TestRepository source, TestRepository target) throws Exception {
        SampleImage first = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target);
        String tag = target.fullName() + ":v1";
        mirroring.run(config, "once").check().succeeds();
        source.put(ImageFixture.small(2), "v1");
        mirroring.run(config, "once").check().succeeds();
        SampleImage third = source.put(ImageFixture.small(3), "v1");
        mirroring.run(config, "once").check().succeeds();

        mirroring.run(config, "rollback", tag).check().succeeds();
        mirroring.run(config, "rollback", tag).check().succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(first.digest().toString());
        assertThat(mirroring.run(config, "held").out()).contains(third.digest().toString());
    }

    @Test
    @DisplayName("an image that the repository does not have any more is told, and nothing changes")
    void refusesWhatIsGone(TestRepository source, TestRepository target) throws Exception {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        String config = config(source, target);
        String tag = target.fullName() + ":v1";
        mirroring.run(config, "once").check().succeeds();

        mirroring
                .run(
                        config,
                        "rollback",
                        tag,
                        "--to",
                        ImageFixture.small(9).digest().toString())
                .check()
                .exits(1)
                .errContains("rollback of " + tag + ": the repository does not have "
                        + ImageFixture.small(9).digest() + " any more, nothing was changed");
        mirroring
                .run(config, "rollback", tag)
                .check()
                .exits(1)
                .errContains("the ledger knows no other image of it; name one with --to");
        mirroring
                .run(config, "rollback", tag, "--before", "2001-01-01")
                .check()
                .exits(1)
                .errContains("its first move that the ledger knows was at ");
        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
        assertThat(mirroring.run(config, "held").out()).doesNotContain(tag);
    }

    @Test
    @DisplayName("what is no target, has no tag, or has no state is one line")
    void refuses(TestRepository source, TestRepository target) throws Exception {
        String config = config(source, target);
        mirroring
                .run(config, "history", "other.example/app:v1")
                .check()
                .exits(1)
                .errContains(
                        "\"other.example/app:v1\" is no target of the configuration; these are: " + target.fullName());
        mirroring.run(config, "release", target.fullName()).check().exits(1).errContains("a tag is needed");
        mirroring
                .run(config, "release", target.fullName() + ":v1")
                .check()
                .exits(1)
                .errContains("nothing is held");
        CliResult none = mirroring.run(sync(entry(source, target, "repository", "")), "held");
        none.check().exits(1).errContains("the configuration has no state, set the key state");
        mirroring.run(config, "history", target.fullName()).check().succeeds();
    }
}
