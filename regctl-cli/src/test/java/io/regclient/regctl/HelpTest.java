// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.testing.HelpPages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The help of regctl is what its files below {@code golden/help} say (contract regctl 1.6). */
class HelpTest {

    @TestFactory
    Stream<DynamicTest> isWhatTheFilesSay(@TempDir Path home) throws IOException {
        return HelpPages.of(Regctl.PROGRAM, home);
    }
}
