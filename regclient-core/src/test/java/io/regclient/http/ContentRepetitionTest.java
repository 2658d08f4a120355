// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a content is sent that must not be sent twice blindly (BL-11, BL-14). */
@Timeout(60)
class ContentRepetitionTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources servers = new OpenResources();

    private static HttpCall put() {
        return HttpCall.builder("PUT", "reg", "r", "blobs/uploads/")
                .bodyOnce(BlobSource.ofBytes("content".getBytes(StandardCharsets.UTF_8)), 7)
                .build();
    }

    private RegistryException failure() {
        try (RegistryHttp http = hosts.client(time).build()) {
            return catchThrowableOfType(RegistryException.class, () -> http.send(put()));
        }
    }

    @Test
    @DisplayName(
            "AU-14: a registry that takes the content and then asks for another scope, each time, gets it six times")
    void everNewChallenges() throws IOException {
        AtomicInteger sends = new AtomicInteger();
        ScriptedServer[] server = new ScriptedServer[1];
        server[0] = servers.add(ScriptedServer.start(seen -> {
            if (seen.path().equals("/token")) {
                return Reply.ok("{\"token\":\"t" + sends + "\"}");
            }
            assertThat(seen.text()).isEqualTo("content");
            return Reply.status(401)
                    .header(
                            "WWW-Authenticate",
                            "Bearer realm=\"" + server[0].url("/token") + "\",scope=\"repository:r"
                                    + sends.incrementAndGet() + ":push\"");
        }));
        hosts.add("reg", server[0]);

        assertThat(failure().kind()).isEqualTo(ErrorKind.RETRY_LIMIT_EXCEEDED);
        assertThat(sends).hasValue(6);
    }

    @Test
    @DisplayName("RD-1: one that redirects it for ever gets it seven times")
    void everNewRedirects() throws IOException {
        AtomicInteger sends = new AtomicInteger();
        ScriptedServer server = servers.add(ScriptedServer.start(
                seen -> Reply.status(307).header("Location", "/elsewhere/" + sends.incrementAndGet())));
        hosts.add("reg", server);

        assertThat(failure().kind()).isEqualTo(ErrorKind.NOT_RETRYABLE);
        assertThat(sends).hasValue(7);
    }
}
