// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Gives every test of a class a registry of its own to modify images in. */
abstract class ModSetup {
    @TempDir
    Path directory;

    ModFixture fixture;

    @BeforeEach
    final void startFixture() {
        fixture = new ModFixture(directory);
    }

    @AfterEach
    final void closeFixture() {
        fixture.close();
    }
}
