// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The floor of the transfer rate where no content is being downloaded: uploads, token replies, heads of answers. */
@Timeout(60)
class StallTest {
    private static final Duration WINDOW = Duration.ofMillis(200);

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    private final CountDownLatch never = open.never;

    @Test
    @DisplayName("RS-3, ER-2: an upload that nobody reads is aborted; the failure is STALLED and names the host")
    void abortsAnUpload() throws IOException {
        ServerSocket deaf = listen();
        RegistryException e = failure(builder(deaf).retryLimit(2), endlessUpload());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e)
                .hasMessageStartingWith("request failed: connection to 127.0.0.1:" + deaf.getLocalPort()
                        + " stalled: less than 1000 bytes per second for 200ms (PUT ");
        assertThat(time.sleeps()).as("a stalled host is tried again").hasSize(1);
    }

    @Test
    @DisplayName("an upload that is read below the floor is aborted, not only one that stands still")
    void abortsATrickle() throws Exception {
        ServerSocket slow = listen();
        serve(slow, socket -> {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) { // one byte in ten milliseconds
                never.await(10, TimeUnit.MILLISECONDS);
            }
        });
        RegistryException e = failure(builder(slow).retryLimit(1), endlessUpload());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
    }

    @Test
    @DisplayName("AU-15: a token reply that stands still fails the request with the token server's name")
    void abortsATokenReply() throws IOException {
        ScriptedServer tokens = start(
                Reply.ok("{\"token\":\"t\"}").holdAfter(5, never),
                Reply.ok("{\"token\":\"t\"}").holdAfter(5, never));
        ScriptedServer server =
                start(Reply.status(401).header("WWW-Authenticate", "Bearer realm=\"" + tokens.url("/token") + "\""));
        hosts.add("reg", server);
        RegistryException e = failure(hosts.client(time).stallFloor(1000, WINDOW), get());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e)
                .hasMessageStartingWith("request failed: connection to " + tokens.authority()
                        + " stalled: less than 1000 bytes per second for 200ms (GET ");
        assertThat(tokens.requests()).hasSize(2);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("AU-15: a token server that never answers")
    void abortsATokenRequest() throws IOException {
        ScriptedServer tokens = start(
                Reply.ok("{\"token\":\"t\"}").holdHead(never),
                Reply.ok("{\"token\":\"t\"}").holdHead(never));
        ScriptedServer server =
                start(Reply.status(401).header("WWW-Authenticate", "Bearer realm=\"" + tokens.url("/token") + "\""));
        hosts.add("reg", server);
        // The registry answers, and has to within the same time.
        RegistryException e = failure(hosts.client(time).answerTimeout(Duration.ofSeconds(2)), get());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e).hasMessageContaining(tokens.authority() + " stalled: no answer for 2s");
    }

    @Test
    @DisplayName("the head of an answer that comes in drops does not outlive the answer timeout")
    void abortsADrippingHead() throws Exception {
        String host = drippingHead();
        RegistryException e = failure(hosts.client(time).retryLimit(1).answerTimeout(WINDOW), get());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e).hasMessageContaining(host + " stalled: no answer for 200ms");
    }

    @Test
    @DisplayName("the head of an answer that has begun has the floor of a content, long before the answer timeout")
    void headsHaveAFloor() throws Exception {
        String host = drippingHead();
        RegistryException e = failure(
                hosts.client(time).retryLimit(1).stallFloor(100_000, WINDOW).answerTimeout(Duration.ofHours(1)), get());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e).hasMessageContaining(host + " stalled: ").hasMessageNotContaining("no answer");
    }

    /** A server whose head never ends. */
    private String drippingHead() throws IOException {
        ServerSocket dripping = listen();
        serve(dripping, socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
            while (!never.await(5, TimeUnit.MILLISECONDS)) {
                out.write('x');
            }
        });
        String host = "127.0.0.1:" + dripping.getLocalPort();
        hosts.add("reg", host, TlsMode.DISABLED);
        return host;
    }

    @Test
    @DisplayName("RB-2: a host that lets requests wait in silence is asked twice, not five times")
    void givesASilentHostUp() throws Exception {
        ScriptedServer silent = open.add(ScriptedServer.start(_ -> Reply.ok("").holdHead(never)));
        hosts.add("reg", silent);
        RegistryException e = failure(hosts.client(time).answerTimeout(WINDOW), get());

        assertThat(e.kind()).isEqualTo(ErrorKind.STALLED);
        assertThat(e).hasMessageContaining("stalled: no answer for 200ms").hasMessageEndingWith(", 2 tries");
        BackgroundCall.await(() -> silent.requests().size() == 2); // accepted by the system, read when there is time
    }

    @Test
    @DisplayName("an error answer whose explanation stands still is still that error")
    void keepsTheStatus() throws IOException {
        ScriptedServer server = start(Reply.status(400).body("it went wr--").holdAfter(10, never));
        hosts.add("reg", server);
        RegistryException e = failure(hosts.client(time).stallFloor(1000, WINDOW), get());

        assertThat(e.httpStatus()).hasValue(400);
        assertThat(e).hasMessageContaining("[http 400]: it went wr (GET ");
    }

    private RegistryHttp.Builder builder(ServerSocket socket) {
        hosts.add("reg", "127.0.0.1:" + socket.getLocalPort(), TlsMode.DISABLED);
        return hosts.client(time).stallFloor(1000, WINDOW);
    }

    private static HttpCall get() {
        return HttpCall.builder("GET", "reg", "r", "manifests/latest").build();
    }

    private static HttpCall endlessUpload() {
        BlobSource endless = BlobSource.reopening(() -> new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        });
        return HttpCall.builder("PUT", "reg", "r", "blobs/uploads/x")
                .body(endless, 1L << 40)
                .work(Work.Kind.BLOB, 1L << 40)
                .build();
    }

    private static RegistryException failure(RegistryHttp.Builder builder, HttpCall call) {
        try (RegistryHttp http = builder.build()) {
            return catchThrowableOfType(
                    RegistryException.class, () -> http.send(call).close());
        }
    }

    private ScriptedServer start(Reply... replies) throws IOException {
        return open.add(ScriptedServer.start(replies));
    }

    /** A small receive buffer, so that a writer notices soon that nobody reads. */
    private ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReceiveBufferSize(8 << 10);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 10);
        open.add(socket);
        return socket;
    }

    private interface Conversation {
        void with(Socket socket) throws IOException, InterruptedException;
    }

    private static void serve(ServerSocket listener, Conversation conversation) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    try (Socket socket = listener.accept()) {
                        conversation.with(socket);
                    }
                }
            } catch (IOException e) {
                return; // the client left
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
