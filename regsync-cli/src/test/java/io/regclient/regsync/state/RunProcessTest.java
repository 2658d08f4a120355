// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that were killed can be told from those that go on. */
class RunProcessTest {
    @Test
    @DisplayName("a token tells of this process, which is not over, and no token comes twice")
    void tells() {
        String token = RunProcess.newToken();

        assertThat(RunProcess.ofToken(token)).isPresent().isEqualTo(RunProcess.here());
        assertThat(RunProcess.ofToken(token).map(RunProcess::isOver)).contains(false);
        assertThat(RunProcess.newToken()).isNotEqualTo(token);
    }

    @Test
    @DisplayName("a process that was killed is over")
    void killed() throws Exception {
        Process process = new ProcessBuilder("cat").start(); // waits for its input
        Optional<RunProcess> run = RunProcess.of(process.pid());
        try {
            assertThat(run.map(RunProcess::isOver)).contains(false);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(run.map(RunProcess::isOver)).contains(true);
    }

    @Test
    @DisplayName("a process that has the number of one that is over is another one")
    void sameNumber() {
        RunProcess here = RunProcess.here().orElseThrow();

        assertThat(new RunProcess(here.machine(), here.pid(), here.started() - 1).isOver())
                .isTrue();
    }

    @Test
    @DisplayName("of a process of another machine nothing is known")
    void elsewhere() {
        assertThat(new RunProcess("other", Integer.MAX_VALUE, 1).isOver()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3f0c", "3f0c machine 1", "3f0c machine one 2", "3f0c machine 1 2 3"})
    @DisplayName("tokens of older versions, and what is none, tell of no process")
    void others(String token) {
        assertThat(RunProcess.ofToken(token)).isEmpty();
    }
}
