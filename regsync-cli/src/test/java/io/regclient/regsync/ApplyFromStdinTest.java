// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/regsync-plan.md: a plan from stdin")
@ExtendWith(RegistryExtension.class)
class ApplyFromStdinTest {
    private static final String CHANGES = "changes.json";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    ApplyFromStdinTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    @Test
    @DisplayName("apply - reads the plan from stdin")
    void appliesFromStdin(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        String config = sync(entry(source, target, "repository", ""));
        mirroring.run(config, "plan", "--out", CHANGES).check().exits(2);
        Path directory = mirroring.directory();
        Files.writeString(
                directory.resolve("own.yml"),
                "creds: [{registry: '" + registry.host() + "', tls: disabled}]\n" + config);

        mirroring
                .run(config, "apply", "-")
                .check()
                .exits(1)
                .errContains("stdin cannot be both the plan and the configuration");
        ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin(Files.readString(directory.resolve(CHANGES)))
                .run("apply", "-", "-c", "own.yml")
                .check()
                .succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");
    }
}
