// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.PackagedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards as processes of their own, as the pods of a job are. */
class ShardIT {
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("eight processes at the same time give the target that one process gives")
    void processesGiveTheWhole() throws Exception {
        try (ShardedMirror mirror = new ShardedMirror()) {
            PackagedProgram regsync = PackagedProgram.of("regsync", directory);
            Path whole = Files.writeString(directory.resolve("whole.yml"), mirror.config("whole"));
            Path parts = Files.writeString(directory.resolve("parts.yml"), mirror.config("parts"));
            regsync.succeed("once", "-c", whole.toString());

            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < ShardedMirror.SHARDS; i++) {
                    processes.add(regsync.with("JOB_COMPLETION_INDEX", Integer.toString(i))
                            .start(
                                    directory.resolve("log" + i),
                                    "once",
                                    "-c",
                                    parts.toString(),
                                    "--shard",
                                    "auto/" + ShardedMirror.SHARDS));
                }
                for (int i = 0; i < processes.size(); i++) {
                    boolean ended = processes.get(i).waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(ended).as("shard " + i + " has ended").isTrue();
                    assertThat(processes.get(i).exitValue())
                            .as(Files.readString(directory.resolve("log" + i)))
                            .isZero();
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
            Map<String, String> digests = mirror.digests("parts");
            assertThat(digests).hasSize(ShardedMirror.IMAGES).isEqualTo(mirror.digests("whole"));
        }
    }
}
