// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.training.TrainingRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that does nothing would only be noticed by its slow starts. */
class TrainingTest {

    @Test
    void copiesImagesAndMakesABackup(@TempDir Path directory) throws Exception {
        Training.run(TrainingRun.in(directory, Regsync.PROGRAM));

        assertThat(directory.resolve("layout/index.json")).isNotEmptyFile();
        assertThat(directory.resolve("registry/mirror/hello/index.json")).isNotEmptyFile();
        assertThat(directory.resolve("registry/mirror/tools/index.json"))
                .content()
                .contains("2.0.0");
        assertThat(directory.resolve("registry/mirror/moving/index.json"))
                .content()
                .contains("bkup-latest-");
    }
}
