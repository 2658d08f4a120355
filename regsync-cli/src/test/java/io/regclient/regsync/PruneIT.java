// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/regsync-prune.md, with the packaged program, from a source to Debian's docker-registry. */
class PruneIT {
    @TempDir
    private Path directory = Path.of("");

    private static List<String> tags(String registry) {
        return RegsyncHttp.strings(RegsyncHttp.get(URI.create("http://" + registry + "/v2/team/app/tags/list")), "tags")
                .stream()
                .sorted()
                .toList();
    }

    private Path config(String source, String target, String prune) throws IOException {
        return Files.writeString(
                directory.resolve("regsync.yml"), """
                creds: [{registry: '%s', tls: disabled}, {registry: '%s', tls: disabled}]
                state: {url: sqlite:regsync.state.db}
                sync:
                  - {source: %s/team/app, target: %s/team/app, type: repository, prune: %s}
                """.formatted(source, target, source, target, prune));
    }

    @Test
    @DisplayName(
            "what the source deletes stays for a time of grace, within the cap, and then goes by once --prune alone")
    void deletesWhatTheSourceDeleted() throws IOException {
        try (InProcessRegistry source = InProcessRegistry.start();
                DockerRegistry target =
                        DockerRegistry.start(directory.resolve("target"), DockerRegistry.Options.OPEN)) {
            SampleImage image = ImageFixture.small(1);
            source.put("team/app", image, "v1", "v2", "v3", "v4");
            PackagedProgram regsync = PackagedProgram.of("regsync", directory);
            Path config = config(source.host(), target.name(), "{grace: 0s}");
            regsync.succeed("once", "-c", config.toString());
            delete(source, "v1");

            regsync.succeed("once", "-c", config.toString());
            regsync.succeed("once", "-c", config.toString());
            assertThat(tags(target.name())).containsExactly("v1", "v2", "v3", "v4");

            ExternalProgram capped = regsync.run("once", "-c", config.toString(), "--prune");
            assertThat(capped.exitCode()).isEqualTo(1);
            assertThat(capped.output()).contains("1 of 4 tags would be deleted, maxDelete 10% allows 0");
            assertThat(tags(target.name())).containsExactly("v1", "v2", "v3", "v4");

            config(source.host(), target.name(), "{grace: 7d, maxDelete: 1}");
            regsync.succeed("once", "-c", config.toString(), "--prune");
            assertThat(tags(target.name())).containsExactly("v1", "v2", "v3", "v4");

            config(source.host(), target.name(), "{grace: 0s, maxDelete: 1}");
            assertThat(regsync.succeed("once", "-c", config.toString(), "--prune"))
                    .contains("Tag deleted");
            assertThat(tags(target.name())).containsExactly("v2", "v3", "v4");
            regsync.succeed("once", "-c", config.toString(), "--prune");
            assertThat(tags(target.name())).containsExactly("v2", "v3", "v4");
        }
    }

    @Test
    @DisplayName("a lost state deletes nothing: the time of grace begins again")
    void deletesNothingWithoutState() throws IOException {
        try (InProcessRegistry source = InProcessRegistry.start();
                DockerRegistry target =
                        DockerRegistry.start(directory.resolve("target"), DockerRegistry.Options.OPEN)) {
            source.put("team/app", ImageFixture.small(1), "v1", "v2");
            PackagedProgram regsync = PackagedProgram.of("regsync", directory);
            Path config = config(source.host(), target.name(), "{grace: 0s, maxDelete: 1}");
            regsync.succeed("once", "-c", config.toString());
            delete(source, "v1");
            regsync.succeed("once", "-c", config.toString());

            for (String name : List.of("regsync.state.db", "regsync.state.db-wal", "regsync.state.db-shm")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            regsync.succeed("once", "-c", config.toString(), "--prune");

            assertThat(tags(target.name())).containsExactly("v1", "v2");
        }
    }

    private static void delete(InProcessRegistry source, String tag) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                source.uri().resolve("/v2/team/app/manifests/" + tag).toURL().openConnection();
        connection.setRequestMethod("DELETE");
        assertThat(connection.getResponseCode()).isEqualTo(202);
    }
}
