// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/regsync-verify.md, with the packaged program and Debian's docker-registry. */
class VerifyIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("a blob that the registry's disk has lost is found, named with its tags, and brought again")
    void findsAndRepairs() throws IOException {
        try (InProcessRegistry source = InProcessRegistry.start();
                DockerRegistry target =
                        DockerRegistry.start(directory.resolve("target"), DockerRegistry.Options.OPEN)) {
            SampleImage image = ImageFixture.small(1);
            source.put("team/app", image, "v1", "v2");
            Path config = Files.writeString(directory.resolve("regsync.yml"), """
                    creds: [{registry: '%s', tls: disabled}, {registry: '%s', tls: disabled}]
                    sync:
                      - {source: %s/team/app, target: %s/team/app, type: repository}
                    """.formatted(
                            source.host(), target.name(), source.host(), target.name()));
            PackagedProgram regsync = PackagedProgram.of("regsync", directory);
            regsync.succeed("once", "-c", config.toString());
            assertThat(regsync.succeed("verify", "-c", config.toString(), "--deep"))
                    .contains("1 repository, 2 tags, 1 image")
                    .contains("0 damaged, 0 repaired");

            Digest layer = image.blobs().getLast().digest();
            lose(layer);

            ExternalProgram damaged = regsync.run("verify", "-c", config.toString());
            assertThat(damaged.exitCode()).isEqualTo(1);
            assertThat(damaged.output()).contains("missing     layer " + layer + "  needed by v1, v2: ");
            assertThat(regsync.succeed("verify", "-c", config.toString(), "--repair"))
                    .contains("0 damaged, 1 repaired");
            regsync.succeed("verify", "-c", config.toString(), "--deep");

            lose(image.digest());
            assertThat(regsync.succeed("verify", "-c", config.toString(), "--repair"))
                    .contains("repaired    manifest of v1  needed by v1: the tag stands for nothing")
                    .contains("0 damaged, 2 repaired");
            assertThat(regsync.succeed("once", "-c", config.toString())).doesNotContain("Image sync needed");
        }
    }

    private void lose(Digest digest) throws IOException {
        Files.delete(directory
                .resolve("target/data/docker/registry/v2/blobs/sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex())
                .resolve("data"));
    }
}
