// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.OneLine;
import io.regclient.http.net.TestNames;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of what servers and files say is taken in. */
@Timeout(60)
class LimitsTest {
    /** Characters of a header value that are kept. */
    private static final int MAX_HEADER = 4 << 10;

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final List<String> warnings = new ArrayList<>();

    @AutoClose
    private final OpenResources servers = new OpenResources();

    @Test
    @DisplayName("TL-5: the head of an answer has at most 256 KiB, then the connection is given up")
    void headOfAnAnswer() throws IOException {
        start(seen -> seen.path().endsWith("/large")
                ? Reply.ok("ok").header("X-Large", "x".repeat(300 << 10))
                : Reply.ok("ok").header("X-Large", "x".repeat(200 << 10)));
        try (RegistryHttp http = hosts.client(time).retryLimit(1).build()) {
            try (HttpReply reply = http.send(get("small"))) {
                assertThat(reply.header("X-Large").orElseThrow()).hasSize(200 << 10);
            }
            RegistryException large = failure(http, get("large"));
            assertThat(large.kind()).isEqualTo(ErrorKind.TRANSPORT);
            assertThat(large).hasMessageContaining("more than 262144 bytes of headers or trailers (GET ");
        }
    }

    @Test
    @DisplayName("RD-1, RD-4: a redirect, an upload location and a link have at most 16,384 characters")
    void urls() throws IOException {
        ScriptedServer server = start(seen -> {
            int length = seen.path().endsWith("/fits") ? CallUrls.MAX_LENGTH : CallUrls.MAX_LENGTH + 1;
            return seen.path().startsWith("/x")
                    ? Reply.ok("ok")
                    : Reply.status(307).header("Location", "/" + "x".repeat(length - 1));
        });
        try (RegistryHttp http = hosts.client(time).build()) {
            http.send(get("fits")).close();
            RegistryException redirect = failure(http, get("large"));
            assertThat(redirect.kind()).isEqualTo(ErrorKind.HTTP_REDIRECT_REFUSED);
            assertThat(redirect.getMessage())
                    .contains("redirect to a URL of more than 16384 characters: /xxx")
                    .hasSizeLessThan(700);

            String start = server.url("/x");
            String fits = start + "x".repeat(CallUrls.MAX_LENGTH - start.length());
            http.send(direct(fits)).close();
            RegistryException location = failure(http, direct(fits + "x"));
            assertThat(location.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
            assertThat(location.getMessage()).hasSizeLessThan(700);
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    @DisplayName("AU-10: a token reply of 1 MiB is read, a larger one is refused")
    void tokenReply() throws IOException {
        String token = "{\"token\":\"t\",\"x\":\"";
        String padded = token + "x".repeat(TokenClient.MAX_REPLY - token.length() - 2) + "\"}";
        for (String reply : List.of(padded, padded + " ")) {
            start(seen -> seen.path().equals("/token")
                    ? Reply.ok(reply)
                    : seen.header("Authorization").isPresent()
                            ? Reply.ok("ok")
                            : Reply.status(401).header("WWW-Authenticate", "Bearer realm=\"/token\""));
            try (RegistryHttp http = hosts.client(time).build()) {
                if (reply.length() > TokenClient.MAX_REPLY) {
                    RegistryException e = failure(http, get("x"));
                    assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
                    assertThat(e).hasMessageContaining("answer is larger than the limit of 1048576 bytes (GET http");
                } else {
                    http.send(get("x")).close();
                }
            }
        }
    }

    @Test
    @DisplayName("RB-12: 64 KiB of an error answer are read, and 400 characters of it are told")
    void errorAnswer() throws IOException {
        String json = "{\"errors\":[{\"code\":\"A\",\"message\":\"m\"}]";
        String fits = json + " ".repeat(ErrorReason.LIMIT - json.length() - 1) + "}";
        start(seen -> Reply.status(400).body(seen.path().endsWith("/fits") ? fits : " " + fits));
        try (RegistryHttp http = hosts.client(time).build()) {
            assertThat(failure(http, get("fits"))).hasMessageContaining("[http 400]: A: m (GET ");
            assertThat(failure(http, get("large")))
                    .as("cut off, so no JSON any more")
                    .hasMessageContaining("[http 400]: {\"errors\":[{\"code\":\"A\",\"message\":\"m\"}] (GET ");
        }
        assertThat(OneLine.of("x".repeat(400))).hasSize(400);
        assertThat(OneLine.of("x".repeat(401))).isEqualTo("x".repeat(400) + "...");
    }

    @Test
    @DisplayName("24.E 86, TG-10, ER-2: a failure keeps 64 header lines of its answer, each cut off, without secrets")
    void headersOfAFailure() throws IOException {
        start(seen -> {
            Reply reply = Reply.status(403)
                    .header("Set-Cookie", "session=hunter2")
                    .header("X-Long", "x".repeat(MAX_HEADER + 1))
                    .header("Location", "http://h/?X-Amz-Signature=hunter2")
                    .header("WWW-Authenticate", "Basic realm=\"a\"")
                    .header("www-authenticate", "Bearer realm=\"b\"");
            for (int i = 0; i < 100; i++) {
                reply.header("X-Many", "m" + i);
            }
            return reply;
        });
        try (RegistryHttp http = hosts.client(time).build()) {
            RegistryException e = failure(http, get("x"));
            assertThat(e.responseHeaders().toString()).doesNotContain("hunter2").doesNotContain("Set-Cookie");
            assertThat(e.responseHeader("location")).containsExactly("http://h/?X-Amz-Signature=***");
            assertThat(e.responseHeader("WWW-Authenticate")).containsExactly("Basic realm=\"a\"", "Bearer realm=\"b\"");
            assertThat(e.responseHeader("x-long")).containsExactly("x".repeat(MAX_HEADER) + "...");
            assertThat(e.responseHeader("X-Many"))
                    .hasSize(AnswerHeaders.MAX_LINES - 5)
                    .last()
                    .isEqualTo("m58");
        }
    }

    @Test
    @DisplayName("WA-1: 4,096 characters of a warning line are read, however many quotes it has")
    void warningLine() {
        String text = "x".repeat(399);
        assertThat(RegistryWarnings.texts("299 - \"" + text + "\"")).containsExactly(text);
        assertThat(RegistryWarnings.texts("299 - \"" + "\\\"".repeat(100_000) + "\""))
                .isEmpty();
        assertThat(RegistryWarnings.texts("299 " + "x".repeat(200_000))).isEmpty();
        String first = "299 - \"a\", ";
        String cut = " ".repeat(RegistryWarnings.MAX_LINE - first.length()) + "299 - \"b\"";
        assertThat(RegistryWarnings.texts(first + cut)).containsExactly("a");
    }

    @Test
    @DisplayName("WA-1: a scope reports at most 1,000 texts")
    void warningTexts() throws IOException {
        start(seen -> Reply.ok("ok").header("Warning", "299 - \"" + seen.path() + "\""));
        try (RegistryHttp http = hosts.client(time).warnings(warnings::add).build()) {
            WarningScope.outermost().run(() -> {
                for (int i = 0; i < WarningScope.MAX_TEXTS + 5; i++) {
                    http.send(get("x" + i)).close();
                }
                return 0;
            });
        }
        assertThat(warnings).hasSize(WarningScope.MAX_TEXTS);
    }

    @Test
    @DisplayName("RB-13: a name server that never answers is given up, and the failure says so")
    void nameServer() throws IOException {
        hosts.add("reg", "slow.example", TlsMode.DISABLED);
        try (RegistryHttp http =
                hosts.client(time).retryLimit(1).names(TestNames::withoutAnswer).build()) {
            assertThat(failure(http, get("x")))
                    .hasMessageStartingWith(
                            "request failed: look up host slow.example:80: no answer within 20ms (GET ");
        }
    }

    private ScriptedServer start(Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = servers.add(ScriptedServer.start(script));
        hosts.add("reg", server);
        return server;
    }

    private static HttpCall get(String path) {
        return HttpCall.builder("GET", "reg", "r", path).build();
    }

    private static HttpCall direct(String url) {
        return HttpCall.builder("GET", "reg", "r", "").directUrl(url).build();
    }

    private static RegistryException failure(RegistryHttp http, HttpCall call) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call).close());
    }
}
