// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImages;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PackagedProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
        "docs/regsync-hooks.md and examples/regsync-hooks.yml, with the packaged program and Debian's docker-registry")
class HookIT {
    @TempDir
    private Path directory = Path.of("");

    /** Runs the program in the directory, which has the files of the example. */
    private List<String> line(PackagedProgram regsync, String... args) {
        List<String> line = new ArrayList<>(List.of(
                "sh",
                "-euc",
                "cd \"$0\"; exec \"$@\"",
                directory.toString(),
                regsync.launcher().toString()));
        line.addAll(List.of(args));
        return line;
    }

    private static Map<String, String> variables(PackagedProgram regsync, String upstream, String mirror) {
        Map<String, String> variables = new TreeMap<>(regsync.environment());
        variables.put("PATH", System.getenv("PATH"));
        variables.put("UPSTREAM", upstream);
        variables.put("MIRROR", mirror);
        variables.put("SECRET", "of-the-server");
        return variables;
    }

    @Test
    @DisplayName("images wait for their digest in approved.txt; a signal ends a hook; the environment has no secrets")
    void example() throws Exception {
        for (String file : List.of("regsync-hooks.yml", "regsync-hook.sh")) {
            Files.copy(ExampleFiles.directory().resolve(file), directory.resolve(file));
        }
        PackagedProgram regsync = PackagedProgram.of("regsync", directory);
        try (InProcessRegistry upstream = InProcessRegistry.start();
                DockerRegistry mirror =
                        DockerRegistry.start(directory.resolve("mirror"), DockerRegistry.Options.OPEN)) {
            for (SampleImages.Sample sample : SampleImages.all()) {
                upstream.put(sample.repository(), sample.image(), sample.tags().toArray(String[]::new));
            }
            Map<String, String> variables = variables(regsync, upstream.host(), mirror.name());
            String config = "regsync-hooks.yml";

            ExternalProgram plan = ExternalProgram.run(line(regsync, "-c", config, "plan"), variables);
            assertThat(plan.exitCode()).as(plan.output()).isEqualTo(2);
            assertThat(plan.output()).contains("the hook pre will be asked");
            String first = ExternalProgram.run(line(regsync, "-c", config, "once"), variables)
                    .requireSuccess();
            assertThat(first).contains("Image held").contains("is not in approved.txt");
            URI tags = URI.create("http://" + mirror.name() + "/v2/_catalog");
            assertThat(RegsyncHttp.strings(RegsyncHttp.get(tags), "repositories"))
                    .isEmpty();

            String digest = RegsyncHttp.digest(upstream.uri().resolve("/v2/sample/hello/manifests/1.1"));
            Files.writeString(directory.resolve("approved.txt"), digest + "\n", StandardOpenOption.CREATE);
            ExternalProgram.run(line(regsync, "-c", config, "once"), variables).requireSuccess();
            URI copied = URI.create("http://" + mirror.name() + "/v2/sample/hello/manifests/1.1");
            assertThat(RegsyncHttp.digest(copied)).isEqualTo(digest);
            assertThat(Files.readAllLines(directory.resolve("copied.log")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("\"hook\":\"post\"", digest));

            endsByASignal(regsync, variables);
        }
    }

    private void endsByASignal(PackagedProgram regsync, Map<String, String> variables)
            throws IOException, InterruptedException, Exception {
        Path pid = directory.resolve("pid");
        Path hook = Files.writeString(
                directory.resolve("slow.sh"), "#!/bin/sh\nenv > variables\nsleep 600 &\necho $! > p\nmv p pid\nwait\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        String yaml = Files.readString(directory.resolve("regsync-hooks.yml"))
                .replace("params: [./regsync-hook.sh, approved.txt, copied.log], timeout: 10s", "params: [./slow.sh]");
        Files.writeString(directory.resolve("slow.yml"), yaml);
        ProcessBuilder builder = new ProcessBuilder(line(regsync, "-c", "slow.yml", "once"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("slow.out").toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process run = builder.start();
        try {
            BackgroundCall.await(() -> Files.exists(pid));
            run.destroy();
            assertThat(run.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            run.destroyForcibly();
        }
        long child = Long.parseLong(Files.readString(pid).strip());
        BackgroundCall.await(
                () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(Files.readString(directory.resolve("variables")))
                .contains("PATH=")
                .doesNotContain("of-the-server");
    }
}
