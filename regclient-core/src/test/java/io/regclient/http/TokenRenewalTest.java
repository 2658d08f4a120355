// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens that stop being good before their time (contract AU-13). */
@Timeout(60)
class TokenRenewalTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();
    private final AtomicInteger tokens = new AtomicInteger();

    /** The token that is good; empty for none at all. */
    private final AtomicReference<String> good = new AtomicReference<>("t1");

    private final AtomicReference<String> remark = new AtomicReference<>("");
    private final ScriptedServer server = start();

    private ScriptedServer start() {
        try {
            return ScriptedServer.start(this::answer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Reply answer(ScriptedServer.Seen seen) {
        if (seen.path().equals("/token")) {
            return Reply.ok("{\"token\":\"t" + tokens.incrementAndGet() + "\"}");
        }
        boolean known = seen.header("Authorization")
                .filter(("Bearer " + good.get())::equals)
                .isPresent();
        if (known) {
            return seen.path().startsWith("/v2/r/blobs/moved")
                    ? Reply.status(307).header("Location", "/elsewhere")
                    : Reply.ok("ok");
        }
        if (seen.path().equals("/elsewhere")) {
            return Reply.ok("ok");
        }
        return Reply.status(401)
                .header("WWW-Authenticate", "Bearer realm=\"/token\",scope=\"repository:r:pull,push\"" + remark.get());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RegistryHttp client() {
        hosts.add("reg", server);
        return hosts.client(time).build();
    }

    @Test
    @DisplayName("AU-13: a token that was revoked is replaced once, in the middle of the work and before a closing PUT")
    void replacesARevokedToken() throws IOException {
        try (RegistryHttp http = client()) {
            http.send(get("manifests/a")).close();
            good.set("t2");
            http.send(get("manifests/b")).close();
            good.set("t3");
            http.send(put("blobs/uploads/1")).close();
            http.send(get("manifests/c")).close();
        }
        assertThat(server.lines().stream().filter(l -> !l.startsWith("GET /token")))
                .containsExactly(
                        "GET /v2/r/manifests/a",
                        "GET /v2/r/manifests/a",
                        "GET /v2/r/manifests/b",
                        "GET /v2/r/manifests/b",
                        "PUT /v2/r/blobs/uploads/1",
                        "PUT /v2/r/blobs/uploads/1",
                        "GET /v2/r/manifests/c");
        assertThat(server.requests().stream().filter(s -> s.method().equals("PUT")))
                .allSatisfy(seen -> assertThat(seen.text()).isEqualTo("abc"));
        assertThat(tokens).hasValue(3);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("AU-13: when the new token is refused as well, the answer is no")
    void asksForOneNewTokenOnly() throws IOException {
        try (RegistryHttp http = client()) {
            http.send(get("manifests/a")).close();
            good.set("none");
            for (int i = 0; i < 2; i++) {
                RegistryException e = failure(http, get("manifests/b"));
                assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
                assertThat(e.responseHeader("www-authenticate")).hasSize(1);
            }
        }
        assertThat(tokens).as("one to begin with, one instead of it").hasValue(2);
        assertThat(server.lines().stream().filter("GET /v2/r/manifests/b"::equals))
                .hasSize(3);
    }

    @Test
    @DisplayName("24.B 26, AU-13: insufficient_scope for a known scope is a denial, also for a token that was good")
    void believesADenial() throws IOException {
        try (RegistryHttp http = client()) {
            http.send(get("manifests/a")).close();
            good.set("none");
            remark.set(",error=\"insufficient_scope\"");
            assertThat(failure(http, get("manifests/b")).kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(tokens).hasValue(1);
        assertThat(server.lines().stream().filter("GET /v2/r/manifests/b"::equals))
                .hasSize(1);
    }

    @Test
    @DisplayName("AU-13: a redirect shows that a token is good")
    void countsRedirects() throws IOException {
        try (RegistryHttp http = client()) {
            http.send(get("blobs/moved1")).close();
            good.set("t2");
            http.send(get("blobs/moved2")).close();
        }
        assertThat(tokens).hasValue(2);
    }

    @Test
    @DisplayName("AU-13: content that can be read once is not sent a second time")
    void keepsOneShotContent() throws IOException {
        try (RegistryHttp http = client()) {
            http.send(get("manifests/a")).close();
            good.set("t2");
            RegistryException e = failure(
                    http,
                    HttpCall.builder("PUT", "reg", "r", "blobs/uploads/1")
                            .body(BlobSource.once(new ByteArrayInputStream(new byte[3])), 3)
                            .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        }
        assertThat(server.lines().stream().filter(l -> l.startsWith("PUT"))).hasSize(1);
    }

    private static HttpCall get(String path) {
        return HttpCall.builder("GET", "reg", "r", path).build();
    }

    private static HttpCall put(String path) {
        return HttpCall.builder("PUT", "reg", "r", path)
                .body(BlobSource.ofBytes(new byte[] {'a', 'b', 'c'}), 3)
                .build();
    }

    private static RegistryException failure(RegistryHttp http, HttpCall call) {
        return catchThrowableOfType(
                RegistryException.class, () -> http.send(call).close());
    }
}
