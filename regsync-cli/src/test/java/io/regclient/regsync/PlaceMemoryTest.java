// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
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
    @DisplayName("a run remembers where blobs are, unless --no-cache is given or the environment says off")
    void remembersPlaces(
            InProcessRegistry registry, TestRepository source, TestRepository target, @TempDir Path directory) {
        source.put(ImageFixture.small(1), "v1");
        CliRunner off = ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\n"
                        + sync(entry(source, target, "repository", "")));
        CliRunner on = off.env("REGCLIENT_CACHE", "");
        Path places = directory.resolve(".cache/regclient/blobs");

        off.run("once", "-c", "-").check().succeeds();
        source.put(ImageFixture.small(2), "v2");
        on.run("once", "-c", "-", "--no-cache").check().succeeds();
        assertThat(places).doesNotExist();

        source.put(ImageFixture.small(3), "v3");
        on.run("once", "-c", "-").check().succeeds();
        assertThat(places).isDirectory();
    }
}
