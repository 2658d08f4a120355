// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Streams;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the build runs to fill the start-up cache of the packaged program: the classes these commands load start fast.
 * Not a command; nothing else calls it.
 */
final class Training {
    /** The second round reaches what only happens on a repeated call. */
    private static final int ROUNDS = 2;

    private static final String CONFIG_FILE = "regsync.yml";

    /** Real work: image and repository, filters, a backup, referrers, one platform, a layout, and an entry that fails. */
    private static final String CONFIG = """
            version: 1
            creds:
              - registry: '{{env "REGISTRY"}}'
                tls: disabled
                user: '{{env "LOGIN"}}'
                pass: '{{env "LOGIN"}}'
            defaults:
              parallel: 2
              interval: 60m
              ratelimit: {min: 1, retry: 15m}
              backup: '{{$t := time.Now}}{{printf "bkup-%s-%d%02d%02d" .Ref.Tag $t.Year $t.Month $t.Day}}'
            x-common: &common
              type: image
              referrers: true
              digestTags: true
            sync:
              - <<: *common
                source: '{{env "REGISTRY"}}/sample/hello:latest'
                target: '{{env "REGISTRY"}}/mirror/hello:latest'
              - <<: *common
                source: '{{env "REGISTRY"}}/sample/hello:latest'
                target: ocidir://layout:latest
              - source: '{{env "REGISTRY"}}/sample/hello:{{env "VERSION"}}'
                target: '{{env "REGISTRY"}}/mirror/moving:latest'
                type: image
                platform: linux/amd64
              - source: '{{env "REGISTRY"}}/sample/tools'
                target: '{{env "REGISTRY"}}/mirror/tools'
                type: repository
                tagSets:
                  - semverRange: [">=2.0 <3"]
                  - allow: ["latest|edge"]
                    deny: [".*-rc.*"]
              - source: '{{env "REGISTRY"}}/sample/none:1'
                target: '{{env "REGISTRY"}}/mirror/none:1'
                type: image
            """;

    private static final List<List<String>> COMMANDS = List.of(
            List.of("version"),
            List.of("--help"),
            List.of("once", "--help"),
            List.of("no-such-command"),
            List.of("version", "--no-such-option"),
            List.of("-c", CONFIG_FILE, "config"),
            List.of("-c", CONFIG_FILE, "check", "-v", "debug"),
            List.of("-c", CONFIG_FILE, "once"),
            List.of("-c", CONFIG_FILE, "once", "--missing", "--logopt", "json"));

    private Training() {}

    /**
     * Runs the commands and exits like the program does. A halted JVM would write no cache.
     *
     * @param args names of classes to load besides
     */
    public static void main(String[] args) throws ClassNotFoundException, IOException {
        for (String name : args) {
            Class.forName(name);
        }
        run(Files.createTempDirectory(Path.of(""), "training").toAbsolutePath());
        System.exit(0);
    }

    /** Runs the commands; the second round finds a moved tag, and makes a backup. */
    static void run(Path directory) throws IOException {
        // a command chooses the log back end; the server, which also logs, must not be the first to do so
        Regsync.PROGRAM.run(COMMANDS.getFirst(), Streams.silent(), Environment.of(Map.of(), directory, directory));
        Files.writeString(directory.resolve(CONFIG_FILE), CONFIG);
        RegistryOptions options = RegistryOptions.builder(directory.resolve("registry"))
                .user("training", "training")
                .build();
        try (RegistryServer server = RegistryServer.start(options)) {
            server.putSamples();
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, String> variables =
                        Map.of("REGISTRY", server.host(), "LOGIN", "training", "VERSION", "1." + round + ".0");
                Environment environment = Environment.of(variables, directory, directory);
                COMMANDS.forEach(command -> Regsync.PROGRAM.run(command, Streams.silent(), environment));
            }
        }
    }
}
