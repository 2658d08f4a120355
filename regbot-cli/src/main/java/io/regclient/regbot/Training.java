// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

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

    private static final String CONFIG_FILE = "regbot.yml";

    /** Real work: lists, copies, labels, deletions, the usual library functions, and a script that fails. */
    private static final String CONFIG = """
            version: 1
            creds:
              - registry: REGISTRY
                tls: disabled
                user: '{{env "LOGIN"}}'
                pass: '{{env "LOGIN"}}'
            defaults:
              parallel: 2
              interval: 60m
              timeout: 600s
            scripts:
              - name: mirror
                script: |
                  reg = os.getenv("REGISTRY")
                  names = repo.ls(reg)
                  table.sort(names)
                  source = reference.new(reg .. "/sample/tools")
                  tags = {}
                  for _, t in ipairs(tag.ls(source)) do
                    if string.match(t, "^%d+%.%d+%.%d+$") then table.insert(tags, t) end
                  end
                  table.sort(tags, function(a, b)
                    return tonumber(string.match(a, "^(%d+)")) > tonumber(string.match(b, "^(%d+)"))
                  end)
                  for _, t in pairs({unpack(tags, 1, math.min(#tags, 2))}) do
                    source:tag(t)
                    if image.ratelimitWait(source, 1) then
                      image.copy(source, reg .. "/mirror/tools:" .. t, {digestTags = true})
                    end
                  end
                  image.copy(reg .. "/sample/hello:latest", reg .. "/mirror/hello:latest")
              - name: clean up
                script: |
                  local image_name = os.getenv("REGISTRY") .. "/sample/hello"
                  local cutoff = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - 86400 * 30)
                  local ic = image.config(image_name)
                  local created = ic.Config.Labels["org.opencontainers.image.created"] or ic.Created
                  log(string.format("%s %5.1f %s", created, 1 / 3, created < cutoff and "old" or "new"))
                  local m = manifest.get(image_name)
                  print(m:descriptor().Digest, #m.Layers, string.gsub(tostring(ic.Platform.os), "%w", "%0"))
                  image.copy(image_name, image_name .. ":gone")
                  tag.delete(image_name .. ":gone")
                  local ok, message = pcall(function() return tag.ls(nil) end)
                  for part in string.gmatch(message, "[^ ]+") do io.write(part, " ") end
                  print(ok)
              - name: failing
                script: error("training")
            """;

    private static final List<List<String>> COMMANDS = List.of(
            List.of("version"),
            List.of("--help"),
            List.of("once", "--help"),
            List.of("no-such-command"),
            List.of("version", "--no-such-option"),
            List.of("-c", CONFIG_FILE, "once", "--dry-run", "-v", "debug"),
            List.of("-c", CONFIG_FILE, "once"),
            List.of("-c", CONFIG_FILE, "once", "--logopt", "json"));

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

    static void run(Path directory) throws IOException {
        // a command chooses the log back end; the server, which also logs, must not be the first to do so
        Regbot.PROGRAM.run(COMMANDS.getFirst(), Streams.silent(), Environment.of(Map.of(), directory, directory));
        RegistryOptions options = RegistryOptions.builder(directory.resolve("registry"))
                .user("training", "training")
                .build();
        try (RegistryServer server = RegistryServer.start(options)) {
            server.putSamples();
            Files.writeString(directory.resolve(CONFIG_FILE), CONFIG.replace("REGISTRY\n", server.host() + "\n"));
            Environment environment =
                    Environment.of(Map.of("REGISTRY", server.host(), "LOGIN", "training"), directory, directory);
            for (int round = 0; round < ROUNDS; round++) {
                COMMANDS.forEach(command -> Regbot.PROGRAM.run(command, Streams.silent(), environment));
            }
        }
    }
}
