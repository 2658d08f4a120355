// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.testing.HelpPages;
import io.regclient.testing.PackageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The help of regctl is what its files below {@code golden/help} say (contract regctl 1.6). */
class HelpTest {

    @TestFactory
    Stream<DynamicTest> isWhatTheFilesSay(@TempDir Path home) throws IOException {
        return HelpPages.of(Regctl.PROGRAM, home);
    }

    @Test
    @DisplayName("regctl 1.7: manual pages and scripts are there, and their readers complain about nothing")
    void isReadBySystemTools(@TempDir Path share) throws IOException {
        PackageFiles.check(Regctl.PROGRAM, share);
    }
}
