// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.testing.HostileMirror;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors from a registry that changes its answers. */
class HostileSyncIT {
    private static final int RUNS = 200;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("nothing is written elsewhere, no stack trace, whole images only")
    void mirrorsHostileRegistry() throws Exception {
        try (HostileMirror mirror = new HostileMirror()) {
            mirror.attack(
                    RUNS,
                    true,
                    target -> ProgramRunner.of(Regsync.PROGRAM, directory)
                            .stdin(mirror.creds() + "sync:\n  - {source: '" + mirror.source() + "', target: '" + target
                                    + "', type: repository, referrers: true}\n")
                            .run("once", "-c", "-"));
        }
    }
}
