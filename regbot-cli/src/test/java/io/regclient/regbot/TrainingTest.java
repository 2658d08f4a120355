// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.training.TrainingRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that does nothing would only be noticed by its slow starts. */
class TrainingTest {

    @Test
    void runsScriptsThatCopyAndDelete(@TempDir Path directory) throws Exception {
        Training.run(TrainingRun.in(directory, Regbot.PROGRAM));

        assertThat(directory.resolve("registry/mirror/tools/index.json")).isNotEmptyFile();
        assertThat(directory.resolve("registry/mirror/hello/index.json")).isNotEmptyFile();
        assertThat(directory.resolve("registry/sample/hello/index.json"))
                .content()
                .doesNotContain("gone");
    }
}
