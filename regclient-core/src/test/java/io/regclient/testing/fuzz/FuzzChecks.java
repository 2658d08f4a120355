// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing.fuzz;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests of a module's targets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzChecks {
    /** The targets of the module. */
    protected abstract Stream<FuzzTarget> targets();

    @ParameterizedTest
    @MethodSource("targets")
    @DisplayName("known inputs work or are refused")
    void replays(FuzzTarget target) throws IOException {
        Fuzzing.replay(target);
    }

    @ParameterizedTest
    @MethodSource("targets")
    @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+", disabledReason = "mvn -Pfuzz test")
    @DisplayName("inputs made up by the fuzzer work or are refused")
    void fuzzes(FuzzTarget target) throws Exception {
        Fuzzing.run(target, Integer.getInteger("fuzz.seconds"));
    }
}
