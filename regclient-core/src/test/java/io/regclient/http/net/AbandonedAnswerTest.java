// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.testing.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An answer nobody can read gives its connection back. One that stays in use when its exchange is over is what the HTTP
 * client later logs as leaked.
 */
@Timeout(60)
class AbandonedAnswerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: -5\r\n\r\n",
                OK + "Content-Length: -9223372036854775808\r\n\r\n",
                OK + "Content-Length: five\r\n\r\nhello",
                OK + "Content-Length: 5\r\nContent-Length: -6\r\n\r\nhello",
                "HTTP/1.1 400 Bad\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: -5\r\n\r\n",
                OK + "Content-Length: 10\r\n\r\nhello",
                CHUNKED + "-5\r\nhello\r\n",
                CHUNKED + "five\r\nhello\r\n",
                CHUNKED + "7fffffffffffffff\r\nhello\r\n",
                OK + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\u001f\u008b\u0008\u00ff\u00ff",
                "HTTP/1.1 2 0 0\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    @DisplayName("OK-4: no connection is left in use, whatever a server answers")
    void givesTheConnectionBack(String answer) throws IOException {
        NetSettings settings = new NetSettings(
                StallLimits.DEFAULT, Environment.of(Map.of(), Path.of("/"), Path.of("/")), List.of(), Dns.SYSTEM);
        try (RawServer server = RawServer.start((_, _, out) -> out.write(RawServer.bytes(answer)));
                Network network = new Network(settings)) {
            HttpUrl url = HttpUrl.get("http://" + server.authority() + "/");
            HostConnections connections = new HostConnections(HostConfig.named(server.authority()), network);
            WireRequest request = new WireRequest("GET", url, Headers.of(), Optional.empty(), false, false);

            assertThatThrownBy(() -> {
                        Exchange exchange = connections.send(request, Reach.ANYWHERE, ended -> {});
                        try (exchange) {
                            if (exchange.isEncoded()) {
                                exchange.decode();
                            }
                            int count = 0;
                            while (count >= 0) {
                                count = exchange.read(new byte[100], 0, 100);
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);

            assertThat(network.connectionsInUse()).isZero();
        }
    }
}
