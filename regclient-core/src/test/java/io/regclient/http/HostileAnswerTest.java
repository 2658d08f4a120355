// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static io.regclient.testing.RawServer.bytes;
import static io.regclient.testing.RawServer.endlessly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RawServer;
import io.regclient.testing.TestTls;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are meant to harm: they neither keep a slot of their host nor fill the memory. */
@Timeout(60)
class HostileAnswerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    @ParameterizedTest
    @DisplayName("CO-1: an answer nobody can read is a failure, and its slot is free for the next request")
    @ValueSource(
            strings = {
                OK + "Content-Length: -5\r\n\r\n",
                OK + "Content-Length: five\r\n\r\nhello",
                OK + "Content-Length: 5, 6\r\n\r\nhello",
                OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                OK + "Content-Length: 99999999999999999999\r\n\r\nhello",
                OK + "Content-Length: 10\r\n\r\nhello",
                CHUNKED + "-5\r\nhello\r\n",
                CHUNKED + "five\r\nhello\r\n",
                CHUNKED + "7fffffffffffffff\r\nhello\r\n",
                OK + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\u001f\u008b\u0008\u00ff\u00ff",
                "HTTP/1.1 2 0 0\r\n\r\n",
                "HTTP/1.1 99999 Much\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void givesTheSlotBack(String answer) throws IOException {
        RawServer server = open.add(RawServer.start((_, line, out) -> out.write(
                bytes(line.contains("/bad") ? answer : OK + "Content-Length: 2\r\nConnection: close\r\n\r\nok"))));
        hosts.add("reg", server.authority(), TlsMode.DISABLED).reqConcurrent(1);
        try (RegistryHttp http =
                hosts.client(time).retryLimit(1).slotWait(Duration.ofSeconds(5)).build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(failure(http, "bad")).isNotNull();
            }
            try (HttpReply reply = http.send(get("good"))) {
                assertThat(new String(reply.readAll(10), StandardCharsets.UTF_8))
                        .isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @DisplayName("TL-5: what is no content has at most 1 MiB, over TLS as well")
    @ValueSource(booleans = {false, true})
    void endlessChunkExtension(boolean tls) throws IOException {
        assertCut(tls, CHUNKED + "5;", "x");
    }

    @Test
    @DisplayName("TL-5: an answer that never stops announcing itself is cut")
    void endlessInformation() throws IOException {
        assertTooManyHeaders(out -> endlessly(out, "HTTP/1.1 103 Early Hints\r\n\r\n"));
    }

    @ParameterizedTest
    @DisplayName("TL-5: a head that never stops is cut, be it one line or many")
    @ValueSource(strings = {"x", "X-Header: x\r\n"})
    void endlessHead(String rest) throws IOException {
        assertTooManyHeaders(out -> {
            out.write(bytes(OK));
            endlessly(out, rest);
        });
    }

    @Test
    @DisplayName("TL-5: trailers that never stop are cut")
    void endlessTrailers() throws IOException {
        assertTooManyHeaders(out -> {
            out.write(bytes(CHUNKED + "0\r\n"));
            endlessly(out, "X-Trailer: x\r\n");
        });
    }

    @Test
    @DisplayName("TL-5: an error answer that never stops is cut when it is given up")
    void endlessErrorAnswer() throws IOException {
        RawServer server = server(false, out -> {
            out.write(bytes("HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5;"));
            endlessly(out, "x");
        });
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(http, "x").httpStatus()).hasValue(400);
        }
        assertThat(server.sent()).isLessThan(16 << 20);
    }

    private void assertCut(boolean tls, String start, String rest) throws IOException {
        RawServer server = server(tls, out -> {
            out.write(bytes(start));
            endlessly(out, rest);
        });
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, "x");
            assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
            assertThat(e)
                    .hasMessageContaining(server.authority() + " sends no answer: "
                            + "more than 1048576 bytes arrived without any content (GET ");
        }
        assertThat(server.requests()).as("nobody asks for more of it").isEqualTo(1);
        assertThat(server.sent()).isLessThan(16 << 20);
    }

    private void assertTooManyHeaders(Sender sender) throws IOException {
        RawServer server = server(false, sender);
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            assertThat(failure(http, "x")).hasMessageContaining("more than 262144 bytes of headers or trailers (GET ");
        }
        assertThat(server.sent()).isLessThan(16 << 20);
    }

    private interface Sender {
        void to(OutputStream out) throws IOException;
    }

    private RawServer server(boolean tls, Sender sender) throws IOException {
        RawServer.Answer answer = (_, _, out) -> sender.to(out);
        RawServer server =
                open.add(tls ? RawServer.startTls(TestTls.shared().serverContext(), answer) : RawServer.start(answer));
        hosts.add("reg", server.authority(), tls ? TlsMode.INSECURE : TlsMode.DISABLED);
        return server;
    }

    private static HttpCall get(String path) {
        return HttpCall.builder("GET", "reg", "r", path)
                .work(Work.Kind.MANIFEST, 0)
                .build();
    }

    private static RegistryException failure(RegistryHttp http, String path) {
        return catchThrowableOfType(RegistryException.class, () -> {
            try (HttpReply reply = http.send(get(path))) {
                reply.readAll(8 << 20);
            }
        });
    }
}
