// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.kit.training.TrainingRegistry;
import io.regclient.kit.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;

/** What the build runs to fill the start-up cache of regbot. */
final class Training {
    /** Real work: lists, copies, labels, deletions, the usual library functions, and a script that fails. */
    private static final String CONFIG = """
            version: 1
            creds:
              - registry: REGISTRY
                tls: disabled
                user: '{{env "LOGIN"}}'
                pass: '{{env "PASSWORD"}}'
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

    private Training() {}

    public static void main(String[] args) throws ClassNotFoundException, IOException {
        TrainingRun.main(Regbot.PROGRAM, args, Training::run);
    }

    static void run(TrainingRun training) throws IOException {
        training.runHelp();
        try (TrainingRegistry server = training.closedRegistry("registry")) {
            Files.writeString(
                    training.directory().resolve("regbot.yml"), CONFIG.replace("REGISTRY\n", server.host() + "\n"));
            training.with("REGISTRY", server.host())
                    .with("LOGIN", TrainingRun.USER)
                    .with("PASSWORD", TrainingRun.PASSWORD);
            for (int round = 0; round < TrainingRun.ROUNDS; round++) {
                training.runExamples();
                training.run("-c", "regbot.yml", "once", "-v", "debug", "--logopt", "json");
            }
        }
    }
}
