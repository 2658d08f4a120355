// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PlaceMemoryRuns;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(RegistryExtension.class)
class PlaceMemoryTest {
    @Test
    @DisplayName("a script's copy remembers where blobs are, unless --no-cache is given or the environment says off")
    void remembersPlaces(
            InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        source.put(ImageFixture.small(1), "v1");
        CliRunner program = ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\nscripts:\n"
                        + "  - name: s\n    script: |\n      image.copy('" + source.fullName() + ":v1', '"
                        + target.fullName() + ":' .. os.time(), {forceRecursive = true})\n");

        PlaceMemoryRuns.check(program, directory, () -> {});
    }
}
