// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.keyless.PrivateSigstore;
import io.regclient.regsync.state.PostgresCluster;
import io.regclient.server.samples.SampleImages;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("examples: mirrors with a memory, as the comments in their files tell")
class MirrorExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    private final InProcessRegistry upstream = InProcessRegistry.start();
    private final InProcessRegistry mirror = InProcessRegistry.start();

    @BeforeEach
    void samples() {
        for (SampleImages.Sample sample : SampleImages.all()) {
            upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
        }
    }

    @AfterEach
    void close() {
        upstream.close();
        mirror.close();
    }

    private CliRunner regsync(String example) throws Exception {
        Files.writeString(directory.resolve(example), ExampleFiles.read(example));
        return ProgramRunner.of(Regsync.PROGRAM, directory)
                .env("UPSTREAM", upstream.host())
                .env("MIRROR", mirror.host());
    }

    @Test
    @DisplayName("regsync-gates.yml: what lacks something is not copied")
    void gates() throws Exception {
        String file = "regsync-gates.yml";
        String reason = "there is none of the type application/spdx+json";
        CliRunner regsync = regsync(file);
        regsync.run("-c", file, "plan").check().exits(1).errContains(reason);
        regsync.run("-c", file, "once").check().exits(1).errContains(reason);
        assertThat(tags("sample/hello")).isEqualTo("1 1.1 1.1.0 latest");
    }

    @Test
    @DisplayName("regsync-cosign.yml: what is not signed is not copied")
    void cosign() throws Exception {
        String file = "regsync-cosign.yml";
        CliRunner regsync = regsync(file);
        String reason = "denied by the gate cosign, ";
        regsync.run("-c", file, "plan").check().exits(1).errContains(reason, "no cosign signature was found");
        regsync.run("-c", file, "once").check().exits(1).errContains(reason, "no cosign signature was found");
        assertThat(mirror.requests().of("sample/hello"))
                .noneMatch(request -> request.method().equals("PUT"));
    }

    @Test
    @DisplayName("regsync-keyless.yml: what the pipeline has not signed is not copied")
    void keyless() throws Exception {
        String file = "regsync-keyless.yml";
        Path root = Files.writeString(directory.resolve("root.json"), new PrivateSigstore().trustedRoot());
        CliRunner regsync = regsync(file);
        String text = ExampleFiles.read(file).replace("/etc/regsync/trusted_root.json", root.toString());
        Files.writeString(directory.resolve(file), text);
        String reason = "denied by the gate cosign, ";
        regsync.run("-c", file, "plan").check().exits(1).errContains(reason, "no cosign signature was found");
        regsync.run("-c", file, "once").check().exits(1).errContains(reason, "no cosign signature was found");
        assertThat(mirror.requests().of("sample/hello"))
                .noneMatch(request -> request.method().equals("PUT"));
    }

    @Test
    @DisplayName("regsync-quarantine.yml: what is new waits, until somebody releases it")
    void quarantine() throws Exception {
        String file = "regsync-quarantine.yml";
        CliRunner regsync = regsync(file);
        regsync.run("-c", file, "once").check().succeeds();
        assertThat(tags("sample/hello")).isEqualTo("latest");

        CliResult held = regsync.run("-c", file, "held");
        held.check().succeeds().outContains(mirror.host() + "/sample/hello:1.0.0 ", "/sample/hello:1.1.0 ");
        assertThat(held.out()).doesNotContain("/sample/hello:latest");

        regsync.run("-c", file, "release", mirror.host() + "/sample/hello:1.1.0")
                .check()
                .succeeds();
        regsync.run("-c", file, "once").check().succeeds();
        assertThat(tags("sample/hello")).isEqualTo("1.1.0 latest");
    }

    @Test
    @DisplayName(
            "regsync-ledger.yml: a release that moved fails, others keep their image or tell, and latest goes back")
    void ledger() throws Exception {
        String file = "regsync-ledger.yml";
        CliRunner regsync = regsync(file);
        regsync.run("-c", file, "once").check().succeeds();
        String before = digest("latest");

        upstream.put("sample/hello", ImageFixture.small(7), "1.1.0", "1.1", "1", "latest");
        CliResult moved = regsync.run("-c", file, "once");
        moved.check().exits(1);
        assertThat(moved.err().lines().filter(line -> !line.startsWith("time=")))
                .singleElement()
                .asString()
                .contains("sample/hello:1.1.0");
        assertThat(digest("1.1.0")).isEqualTo(before);
        assertThat(tags("sample/hello")).matches("1 1\\.0\\.0 1\\.1 1\\.1-\\S+ 1\\.1\\.0 latest");
        String after = digest("latest");
        assertThat(after).isNotEqualTo(before);

        String latest = mirror.host() + "/sample/hello:latest";
        regsync.run("-c", file, "history", latest).check().succeeds().outContains(before, after);
        regsync.run("-c", file, "rollback", latest).check().succeeds();
        assertThat(digest("latest")).isEqualTo(before);
        regsync.run("-c", file, "once").check().exits(1);
        assertThat(digest("latest")).isEqualTo(before);
    }

    @Test
    @DisplayName("regsync-postgres.yml: shards share one memory")
    void postgres() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        String database = cluster.database();
        String file = "regsync-postgres.yml";
        CliRunner regsync = regsync(file)
                .env("STATE", cluster.plainUrl(database))
                .env("STATE_USER", PostgresCluster.USER)
                .env("STATE_PASSWORD", PostgresCluster.PASSWORD);
        regsync.run("-c", file, "once", "--shard", "0/2").check().succeeds();
        regsync.run("-c", file, "once", "--shard", "1/2").check().succeeds();

        assertThat(tags("sample/hello")).isEqualTo("latest");
        assertThat(tags("sample/tools")).isEqualTo("latest");
        regsync.run("-c", file, "held")
                .check()
                .succeeds()
                .outContains("/sample/hello:1.0.0 ", "/sample/hello:1.1.0 ", "/sample/tools:2.0.0 ");
    }

    private String tags(String repository) {
        String list = RegsyncHttp.get(mirror.uri().resolve("/v2/" + repository + "/tags/list"));
        return String.join(" ", RegsyncHttp.strings(list, "tags"));
    }

    private String digest(String tag) {
        return RegsyncHttp.digest(mirror.uri().resolve("/v2/sample/hello/manifests/" + tag));
    }
}
