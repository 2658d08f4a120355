// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.PlaceMemoryRuns;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(RegistryExtension.class)
class PlaceMemoryTest {
    @Test
    @DisplayName("a run remembers where blobs are, unless --no-cache is given or the environment says off")
    void remembersPlaces(
            InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        AtomicInteger images = new AtomicInteger();
        source.put(ImageFixture.small(0), "v0");
        CliRunner program = ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\n"
                        + sync(entry(source, target, "repository", "")));

        PlaceMemoryRuns.check(
                program, directory, () -> source.put(ImageFixture.small(images.incrementAndGet()), "v" + images));
    }
}
