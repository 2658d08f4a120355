// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.testing.RawServer.bytes;
import static io.regclient.testing.RawServer.endlessly;

import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
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

    @ParameterizedTest
    @DisplayName("regsync 7: an entry that is not done within its timeout fails, and the next one goes on")
    @ValueSource(ints = {0, 2})
    void timeout(int parallel) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer silent = RawServer.start((_, _, _) -> never.await());
                RawServer absent = RawServer.start((_, _, out) ->
                        out.write(bytes("HTTP/1.1 404 Absent\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")))) {
            String config = "creds: [{registry: '" + silent.authority() + "', tls: disabled}, {registry: '"
                    + absent.authority() + "', tls: disabled}]\n"
                    + "defaults: {parallel: " + parallel + "}\n"
                    + "sync: [{source: '" + silent.authority()
                    + "/a', target: 'ocidir://a', type: repository, timeout: 100ms},"
                    + " {source: '" + absent.authority() + "/b', target: 'ocidir://b', type: repository}]\n";
            ProgramRunner.of(Regsync.PROGRAM, directory)
                    .stdin(config)
                    .run("once", "-c", "-")
                    .check()
                    .exits(1)
                    .errContains(
                            "sync of " + silent.authority() + "/a to ocidir://a: not done within the timeout of 100ms",
                            "sync " + absent.authority() + "/b to ocidir://b: failed to list tags for "
                                    + absent.authority() + "/b: ");
        } finally {
            never.countDown();
        }
    }
}
