// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliResultAssert;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync-hooks.md: servers")
@ExtendWith(RegistryExtension.class)
@Timeout(60)
class HooksHttpTest {
    private final Mirroring mirroring;
    private final Path directory;
    private final TestRepository source;
    private final TestRepository target;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    HooksHttpTest(InProcessRegistry registry, @TempDir Path directory, TestRepository source, TestRepository target)
            throws IOException {
        this.mirroring = new Mirroring(registry, directory);
        this.directory = directory;
        this.source = source;
        this.target = target;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
        source.put(ImageFixture.small(1), "v1");
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers what a test says, and takes note of the request. */
    private void answer(int status, String content) {
        server.createContext("/hook", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", url() + "/other");
            }
            send(exchange, status, content);
        });
        server.createContext("/other", exchange -> {
            requests.add("other");
            send(exchange, 200, "");
        });
    }

    private static void send(HttpExchange exchange, int status, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private CliResultAssert once(String hooks) {
        return mirroring
                .run(sync(entry(source, target, "repository", "hooks: {" + hooks + "}")), "once")
                .check();
    }

    private String pre(String more) {
        return "pre: {type: http, url: '" + url() + "/hook?key=SECRET'" + more + "}";
    }

    private List<String> writes() {
        return target.lines().stream()
                .filter(line -> !line.startsWith("GET") && !line.startsWith("HEAD"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"200, '{\"decision\": \"allow\"}'", "200, ''", "204, ''"})
    @DisplayName("allow, an empty answer and 204 let the image through")
    void allows(int status, String content) {
        answer(status, content);
        once(pre("")).succeeds();
        assertThat(mirroring.tags(target)).containsExactly("v1");
        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("POST /hook?key=SECRET null {\"version\":1,\"hook\":\"pre\",\"action\":\"copy\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200; {\"decision\": \"deny\", \"reason\": \"not today\"}; : not today",
                "403; who are you; answered 403: who are you",
                "500; ; answered 500",
                "302; ; answered 302: redirects are not followed",
                "307; ; answered 307: redirects are not followed",
                "200; <html>; the answer: invalid JSON"
            })
    @DisplayName("a denial, an answer other than 2xx and one that makes no sense deny; no redirect is followed")
    void denies(int status, String content, String reason) {
        answer(status, content == null ? "" : content);
        once(pre("")).exits(1).errContains("denied by the gate hooks.pre", reason);
        assertThat(writes()).isEmpty();
        assertThat(requests).hasSize(1);

        if (status != 200) {
            once(pre(", fail: open")).succeeds().errContains("the image is let through", reason);
        }
    }

    @Test
    @DisplayName("an answer of more than 64 KiB denies")
    void huge() {
        answer(200, " ".repeat((64 << 10) + 1));
        once(pre("")).exits(1).errContains("the answer is larger than the limit of 65536 bytes");
        assertThat(writes()).isEmpty();
    }

    @Test
    @DisplayName(
            "a server that is silent, or never comes to an end, denies when the time is over; one that is not there at once")
    void slow() {
        server.createContext("/hook", exchange -> {
            if (requests.isEmpty()) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
            requests.add("asked");
            await();
        });
        String reason = url() + " did not answer within 1s";
        once(pre(", timeout: 1s")).exits(1).errContains(reason);
        once(pre(", timeout: 1s")).exits(1).errContains(reason);
        assertThat(requests).hasSize(2);
        once("pre: {type: http, params: ['http://127.0.0.1:1/']}").exits(1).errContains("connection refused");
        assertThat(writes()).isEmpty();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("headers are templates; neither they nor login, path and query of the URL are told to anybody")
    void secrets() throws Exception {
        answer(500, "");
        Files.writeString(directory.resolve("token"), "T0KEN\n");
        String url = "http://me:PASSW0RD@127.0.0.1:" + server.getAddress().getPort() + "/hook?key=SECRET";
        String hook = "{type: http, url: '" + url + "', headers: {Authorization: 'Bearer {{file \""
                + directory.resolve("token") + "\"}}', X-Key: HEADERKEY}}";
        String config = sync(entry(source, target, "repository", "hooks: {pre: " + hook + ", post: " + hook + "}"));

        CliResult run = mirroring.run(config, "once", "-v", "trace");

        run.check().exits(1);
        assertThat(requests).singleElement().asString().contains(" Bearer T0KEN ");
        assertThat(run.err()).doesNotContain("T0KEN", "PASSW0RD", "SECRET", "HEADERKEY", "/hook");
        String printed = mirroring.run(config, "config").out();
        assertThat(printed).doesNotContain("PASSW0RD", "SECRET", "HEADERKEY").contains("X-Key: \"***\"");
    }
}
