// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.training.TrainingRun;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that does nothing would only be noticed by its slow starts. */
class TrainingTest {

    @Test
    @DisplayName("every example in the help of regctl works")
    void runsTheExamples(@TempDir Path directory) throws Exception {
        assertThat(Training.run(TrainingRun.in(directory, Regctl.PROGRAM))).isEmpty();

        assertThat(directory.resolve("closed/sample/hello/index.json")).isNotEmptyFile();
        assertThat(directory.resolve("open/sample/hello/index.json")).content().contains("stable");
        assertThat(directory.resolve("hello/index.json")).isNotEmptyFile();
    }
}
