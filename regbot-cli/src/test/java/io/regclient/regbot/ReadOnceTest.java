// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

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
class ReadOnceTest {
    @Test
    @DisplayName("tags of one index: the tags are read, the platform's manifest and its config once")
    void readsWhatNeverChangesOnce(InProcessRegistry registry, TestRepository repository, @TempDir Path directory) {
        repository.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1", "v1.2", "latest");
        registry.requests().clear();

        ProgramRunner.of(Regbot.PROGRAM, directory)
                .stdin("creds: [{registry: '" + registry.host() + "', tls: disabled}]\nscripts:\n"
                        + "  - name: s\n    script: |\n"
                        + "      for _, t in pairs(tag.ls('" + repository.fullName() + "')) do\n"
                        + "        local m = manifest.get('" + repository.fullName() + ":' .. t, 'linux/amd64')\n"
                        + "        log(m:config().Platform.Architecture)\n"
                        + "      end\n")
                .run("once", "-c", "-")
                .check()
                .succeeds();

        assertThat(registry.requests().count("GET", "/manifests/v1$")).isEqualTo(1);
        assertThat(registry.requests().count("GET", "/manifests/latest$")).isEqualTo(1);
        assertThat(registry.requests().count("GET", "/manifests/sha256:")).isEqualTo(1);
        assertThat(registry.requests().count("GET", "/blobs/sha256:")).isEqualTo(1);
    }
}
