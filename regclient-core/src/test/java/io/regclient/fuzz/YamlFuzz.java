// SPDX-License-Identifier: Apache-2.0
package io.regclient.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.kit.yaml.Yaml;
import io.regclient.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.List;

/** YAML files. */
public final class YamlFuzz implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new YamlFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of("""
                x-base: &base {a: 1, b: [~, yes, 0x1f]}
                entry:
                  <<: *base
                  text: |
                    two
                    lines
                  "quoted": 'it''s'
                """.getBytes(UTF_8));
    }

    @Override
    public void use(byte[] input) throws IOException {
        Yaml.parse(input, "fuzz.yml").keys();
    }
}
