// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Gives every test of a class a layout that does not exist yet, and a scheme whose clock stands still. */
abstract class LayoutSetup {
    @TempDir
    Path root;

    LayoutFixture layout;
    OciDirScheme scheme;

    @BeforeEach
    final void openLayout() {
        layout = new LayoutFixture(root.resolve("layout"));
        scheme = LayoutFixture.scheme().build();
    }
}
