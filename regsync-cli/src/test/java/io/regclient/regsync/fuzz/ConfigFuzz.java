// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.kit.yaml.Yaml;
import io.regclient.regsync.plan.EntryCheck;
import io.regclient.regsync.schema.ConfigFile;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.List;

/** Configuration files of regsync, bound and checked. */
public final class ConfigFuzz implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new ConfigFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of("""
                version: 1
                creds:
                  - registry: localhost:5000
                    tls: disabled
                    user: "{{env \"HUB_USER\"}}"
                defaults: {parallel: 2, interval: 60m, ratelimit: {min: 100, retry: 15m}}
                sync:
                  - source: busybox:latest
                    target: localhost:5000/library/busybox:latest
                    type: image
                    platforms: [linux/amd64, ""]
                  - source: alpine
                    target: localhost:5000/library/alpine
                    type: repository
                    tags: {allow: ["latest", "3.*"], semverRange: [">=1.0"]}
                    schedule: "15 01 * * *"
                    backup: "bkup-{{.Ref.Tag}}"
                """.getBytes(UTF_8));
    }

    @Override
    public void use(byte[] input) throws IOException {
        RegsyncConfig config = ConfigFile.of(Yaml.parse(input, "fuzz.yml"), Configs.functions());
        EntryCheck.warnings(config.entries());
    }
}
