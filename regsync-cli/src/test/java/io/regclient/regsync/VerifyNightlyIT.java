// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.samples.SampleImages;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("examples/verify-nightly.sh, with the packaged program and the mirror of the quick start")
class VerifyNightlyIT {
    @TempDir
    private Path directory = Path.of("");

    private ExternalProgram night(InProcessRegistry upstream, InProcessRegistry mirror, String day, String lines)
            throws IOException {
        PackagedProgram regsync = PackagedProgram.of("regsync", directory);
        Map<String, String> variables = new TreeMap<>(regsync.environment());
        variables.put(
                "PATH", regsync.launcher().getParent() + ":" + ExampleFiles.directory() + ":" + System.getenv("PATH"));
        variables.put("UPSTREAM", upstream.host());
        variables.put("MIRROR", mirror.host());
        variables.put("DAY", day);
        variables.put(
                "CONFIG",
                ExampleFiles.directory().resolve("regsync-quickstart.yml").toString());
        return ExternalProgram.run(List.of("sh", "-euc", "cd \"$0\"; " + lines, directory.toString()), variables);
    }

    private String report() throws IOException {
        return Files.readString(directory.resolve("verify.json"));
    }

    @Test
    @DisplayName("a lost blob is brought back and told; damage that the source cannot heal ends with 1")
    void repairs() throws IOException {
        try (InProcessRegistry upstream = InProcessRegistry.start();
                InProcessRegistry mirror = InProcessRegistry.start()) {
            for (SampleImages.Sample sample : SampleImages.all()) {
                upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
            }
            String verify = "verify-nightly.sh \"$CONFIG\"";
            night(upstream, mirror, "1", "regsync -c \"$CONFIG\" once; " + verify)
                    .requireSuccess();
            assertThat(report()).contains("\"damaged\": 0", "\"repaired\": 0", "\"deep\": false");

            lose(mirror);
            night(upstream, mirror, "7", verify).requireSuccess();
            assertThat(report()).contains("\"damaged\": 0", "\"repaired\": 1", "\"deep\": true");

            lose(mirror);
            lose(upstream);
            assertThat(night(upstream, mirror, "1", verify).exitCode()).isEqualTo(1);
            assertThat(report()).contains("\"damaged\": 1", "\"repaired\": 0");
        }
    }

    /** Loses the layer of the image for amd64 that both registries have. */
    private static void lose(InProcessRegistry registry) throws IOException {
        String manifest = RegsyncHttp.get(registry.uri().resolve("/v2/sample/tools/manifests/latest"));
        Digest child = Digest.parse(firstDigest(manifest));
        String image = RegsyncHttp.get(registry.uri().resolve("/v2/sample/tools/manifests/" + child));
        Digest layer = Digest.parse(firstDigest(image.substring(image.indexOf("\"layers\""))));
        Files.delete(registry.root().resolve("sample/tools/blobs/sha256").resolve(layer.hex()));
    }

    private static String firstDigest(String json) {
        int start = json.indexOf("sha256:");
        return json.substring(start, start + "sha256:".length() + 64);
    }
}
