// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.testing.RawServer.bytes;
import static io.regclient.testing.RawServer.endlessly;

import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are no registries but traps (regsync 7). */
@Timeout(60)
class HostileServerTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @DisplayName("regsync 7: a source that fills the memory by a line without end is a failure of its entry, exit 1")
    @ValueSource(ints = {0, 1})
    void endlessChunkLine(int parallel) throws IOException {
        try (RawServer server = RawServer.start((_, _, out) -> {
            out.write(
                    bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5;"));
            endlessly(out, "x");
        })) {
            String config = "creds: [{registry: '" + server.authority() + "', tls: disabled}]\n"
                    + "defaults: {parallel: " + parallel + "}\n"
                    + "sync: [{source: " + server.authority() + "/a, target: 'ocidir://copy', type: repository}]\n";
            ProgramRunner.of(Regsync.PROGRAM, directory)
                    .stdin(config)
                    .run("once", "-c", "-")
                    .check()
                    .exits(1)
                    .errContains("more than 1048576 bytes arrived without any content");
        }
    }
}
