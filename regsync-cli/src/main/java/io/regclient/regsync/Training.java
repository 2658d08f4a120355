// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.training.TrainingRegistry;
import io.regclient.kit.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;

/** What the build runs to fill the start-up cache of regsync. */
final class Training {
    /** Real work: image and repository, filters, a backup, referrers, one platform, a layout, and an entry that fails. */
    private static final String CONFIG = """
            version: 1
            creds:
              - registry: '{{env "REGISTRY"}}'
                tls: disabled
                user: '{{env "LOGIN"}}'
                pass: '{{env "PASSWORD"}}'
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

    private Training() {}

    public static void main(String[] args) throws ClassNotFoundException, IOException {
        TrainingRun.main(Regsync.PROGRAM, args, Training::run);
    }

    /** The second round finds a moved tag, and makes a backup. */
    static void run(TrainingRun training) throws IOException {
        training.runHelp();
        Files.writeString(training.directory().resolve("regsync.yml"), CONFIG);
        try (TrainingRegistry server = training.closedRegistry("registry")) {
            training.with("REGISTRY", server.host())
                    .with("LOGIN", TrainingRun.USER)
                    .with("PASSWORD", TrainingRun.PASSWORD);
            for (int round = 0; round < TrainingRun.ROUNDS; round++) {
                training.with("VERSION", "1." + round + ".0").runExamples();
                training.run("-c", "regsync.yml", "check", "-v", "debug");
            }
        }
    }
}
