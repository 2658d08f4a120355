// SPDX-License-Identifier: Apache-2.0
package io.regclient.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.json.Json;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Manifests and image configs. */
public final class JsonFuzz implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new JsonFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                ImageFixture.small(1).root().bytes(),
                ImageFixture.multiPlatform("linux/amd64", "linux/arm64").root().bytes(),
                "{\"a\": [1, 2.5, -3e7, null, true, \"\\u00e9\"]}".getBytes(UTF_8));
    }

    @Override
    public void use(byte[] input) throws IOException {
        Json.parse(input, "fuzz");
        Manifest manifest = Manifest.parse("", Optional.empty(), input);
        manifest.descriptor();
        ImageConfig.parse(input);
    }
}
