// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often one blob is sent at most: the bound of docs/architecture.md, "Who repeats what". */
@Timeout(60)
class BlobRepetitionTest extends OneRegistry {
    /** The copy reads and sends a blob that arrived damaged once more. */
    private static final int TRANSFERS = 2;

    /** The first session of an upload and those that replace it. */
    private static final int SESSIONS = 5;

    /** Repetitions of the one request to a registry that is overloaded, in all sessions together. */
    private static final int REPEATS = 4;

    /** Failures of chunks that may be open, and one more for every chunk that arrived. */
    private static final int SETBACKS = 10;

    private static final int BOUND = TRANSFERS * (SESSIONS + REPEATS + 2 * SESSIONS + SETBACKS);

    private final byte[] content = new byte[1000];
    private final Descriptor blob = blob();
    private final WorstRegistry worst = new WorstRegistry();

    @AutoClose
    private final ManualTimeClient manual = new ManualTimeClient();

    private Descriptor blob() {
        new Random(9).nextBytes(content);
        return Descriptor.ofContent("", content);
    }

    /** A client that waits for nothing. */
    private final class ManualTimeClient implements AutoCloseable {
        private final RegClient client;

        ManualTimeClient() {
            ManualTime time = new ManualTime();
            HostTable.Builder hosts = HostTable.builder(warning -> {});
            for (String name : new String[] {registry.host(), worst.host()}) {
                hosts.add(HostConfig.builder(name).tls(TlsMode.DISABLED).build());
            }
            client = ClientFixture.builder()
                    .hosts(hosts.build())
                    .ticker(time)
                    .sleeper(time)
                    .build();
        }

        @Override
        public void close() {
            client.close();
            worst.close();
        }
    }

    /** Takes the whole blob each time and then fails so that the client sends it once more, as long as it can. */
    private final class WorstRegistry implements AutoCloseable {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicInteger sends = new AtomicInteger();
        private final AtomicInteger sessions = new AtomicInteger();
        private int overloads;
        private int refusals;

        WorstRegistry() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        String host() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length > 0) {
                assertThat(body).isEqualTo(content);
                sends.incrementAndGet();
            }
            switch (exchange.getRequestMethod()) {
                case "POST" -> open(exchange);
                case "PUT" -> put(exchange, body.length > 0);
                case "PATCH" -> status(exchange, refusals-- > 0 ? 416 : 202);
                case "GET", "DELETE" -> status(exchange, 204);
                default -> status(exchange, 404);
            }
        }

        private void open(HttpExchange exchange) throws IOException {
            int session = sessions.getAndIncrement();
            boolean first = session % SESSIONS == 0; // of an upload: the next one comes after the others
            overloads = first ? REPEATS : 0;
            refusals = first ? SETBACKS : 1;
            exchange.getResponseHeaders().set("Location", "/v2/app/blobs/uploads/" + session);
            status(exchange, 202);
        }

        /** Overload that never counts against the host, then a lost answer; the commit after the chunks is refused. */
        private void put(HttpExchange exchange, boolean whole) throws IOException {
            if (!whole) {
                status(exchange, 400);
            } else if (overloads-- > 0) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                status(exchange, 503);
            } else {
                exchange.close();
            }
        }

        private static void status(HttpExchange exchange, int status) throws IOException {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName(
            "RB-1, BL-11, BL-14, VD-1: a registry that fails at the worst point is sent a blob 56 times, then never")
    void boundOfACopy() throws IOException {
        client.blobs().put(ref(registry, "app"), blob, BlobSource.ofBytes(content));

        RegistryException e =
                failure(() -> manual.client.blobs().copy(ref(registry, "app"), ref(worst.host() + "/app"), blob));

        assertThat(e.httpStatus()).as("%s", e.getMessage()).hasValue(400);
        assertThat(worst.sessions).hasValue(TRANSFERS * SESSIONS);
        assertThat(worst.sends).hasValueLessThanOrEqualTo(BOUND).hasValue(56);
    }

    @Test
    @DisplayName("RB-1, BL-11, BL-14: content that is no copy is sent half as often")
    void boundOfAnUpload() {
        failure(() -> manual.client.blobs().put(ref(worst.host() + "/app"), blob, BlobSource.ofBytes(content)));

        assertThat(worst.sends).hasValueLessThanOrEqualTo(BOUND / TRANSFERS).hasValue(28);
    }
}
