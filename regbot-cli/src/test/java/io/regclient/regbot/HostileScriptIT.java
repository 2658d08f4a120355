// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.testing.HostileMirror;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts against a registry that changes its answers. */
class HostileScriptIT {
    private static final int RUNS = 200;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @DisplayName("nothing is written elsewhere, no stack trace, whole images only")
    void scriptsHostileRegistry() throws Exception {
        try (HostileMirror mirror = new HostileMirror()) {
            mirror.attack(
                    RUNS,
                    false,
                    target -> ProgramRunner.of(Regbot.PROGRAM, directory)
                            .stdin(mirror.creds() + "scripts:\n  - name: mirror\n    script: |\n"
                                    + lua(mirror.source(), target).indent(6))
                            .run("once", "-c", "-"));
        }
    }

    private static String lua(String source, String target) {
        return """
            local from, to = "%s", "%s"
            for _, t in pairs(tag.ls(from)) do
              log(t .. " " .. tostring(manifest.head(from .. ":" .. t)))
              log(tostring(image.config(from .. ":" .. t).Config.User))
              image.copy(from .. ":" .. t, to .. ":" .. t)
            end
            """.formatted(source, target);
    }
}
