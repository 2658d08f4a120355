// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.Credential;
import io.regclient.config.HostConfig;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestTls;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import okhttp3.Dns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RB-13: every wait ends promptly with kind CANCELED when the calling thread is interrupted. */
@Timeout(60)
class InterruptTest {
    private final TestHosts hosts = new TestHosts();

    @AutoClose
    private final OpenResources open = new OpenResources();

    private final CountDownLatch never = open.never;

    enum Transport {
        PLAIN,
        TLS
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RB-13: while waiting for the head of an answer")
    void waitingForAnAnswer(Transport transport) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        start(transport, seen -> {
            arrived.countDown();
            return Reply.ok("late").holdHead(never);
        });
        assertCanceled(http -> http.send(get(Work.Kind.QUERY)).close(), arrived);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RB-13: while reading a content")
    void reading(Transport transport) throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        start(transport, seen -> Reply.status(200).body(new byte[100]).holdAfter(50, never));
        assertCanceled(
                http -> {
                    try (HttpReply reply = http.send(get(Work.Kind.BLOB))) {
                        reply.body().readNBytes(50);
                        reading.countDown();
                        reply.body().read();
                    }
                },
                reading);
    }

    @Test
    @DisplayName("RB-13: while sending a content to a server that does not read")
    void sending() throws Exception {
        ServerSocket deaf = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        open.add(deaf);
        hosts.add("reg", "127.0.0.1:" + deaf.getLocalPort(), TlsMode.DISABLED);
        CountDownLatch full = new CountDownLatch(1);
        BlobSource endless = BlobSource.reopening(() -> new InputStream() {
            private long sent;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                sent += length;
                if (sent > 256 << 10) {
                    full.countDown();
                }
                return length;
            }
        });
        HttpCall put = HttpCall.builder("PUT", "reg", "r", "blobs/uploads/x")
                .body(endless, 1L << 40)
                .work(Work.Kind.BLOB, 1L << 40)
                .build();
        assertCanceled(http -> http.send(put).close(), full);
    }

    @Test
    @DisplayName("RB-13: while a TLS handshake hangs")
    void handshake() throws Exception {
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        open.add(silent);
        CountDownLatch accepted = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                open.add(silent.accept());
                accepted.countDown();
            } catch (IOException e) {
                return; // the test ended
            }
        });
        hosts.add("reg", "127.0.0.1:" + silent.getLocalPort(), TlsMode.INSECURE);
        assertCanceled(http -> http.send(get(Work.Kind.QUERY)).close(), accepted);
    }

    @Test
    @DisplayName("RB-13: while waiting for back-off")
    void backoff() throws Exception {
        start(Transport.PLAIN, seen -> Reply.status(503).header("Retry-After", "600"));
        ManualTime time = ManualTime.stepping();
        assertCanceled(time, http -> http.send(get(Work.Kind.QUERY)).close(), () -> time.awaitSleepers(1));
    }

    @Test
    @DisplayName("RB-13: while waiting for a slot")
    void slot() throws Exception {
        ScriptedServer server = start(
                Transport.PLAIN, seen -> Reply.status(200).body(new byte[100]).holdAfter(50, never));
        hosts.add("reg", server).reqConcurrent(3);
        CountDownLatch taken = new CountDownLatch(1);
        assertCanceled(
                http -> {
                    List<HttpReply> held = List.of(
                            http.send(get(Work.Kind.BLOB)),
                            http.send(get(Work.Kind.BLOB)),
                            http.send(get(Work.Kind.BLOB)));
                    taken.countDown();
                    try {
                        http.send(get(Work.Kind.BLOB)).close();
                    } finally {
                        held.forEach(HttpReply::close);
                    }
                },
                taken);
    }

    @Test
    @DisplayName("RB-13: while a name is looked up")
    void lookup() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        hosts.add("reg", "slow.example", TlsMode.DISABLED);
        assertCanceled(
                new ManualTime(), http -> http.send(get(Work.Kind.QUERY)).close(), looking::await, Optional.of(host -> {
                    looking.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                }));
    }

    @Test
    @DisplayName("RB-13, CH-3: while a helper program is asked for a login")
    void askingForALogin() throws IOException {
        TestHosts interrupting = new TestHosts() {
            @Override
            public Credential credential(HostConfig host) {
                Thread.currentThread().interrupt();
                return Credential.NONE;
            }
        };
        ScriptedServer server =
                start(Transport.PLAIN, seen -> Reply.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        interrupting.add("reg", server);
        try (RegistryHttp http = interrupting.client(new ManualTime()).build()) {
            RegistryException e = catchThrowableOfType(
                    RegistryException.class,
                    () -> http.send(get(Work.Kind.QUERY)).close());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.kind()).as("no word of a missing login").isEqualTo(ErrorKind.CANCELED);
        }
    }

    @Test
    @DisplayName("RB-13: an interrupted thread sends nothing")
    void beforeSending() throws Exception {
        ScriptedServer server = start(Transport.PLAIN, seen -> Reply.ok("ok"));
        assertCanceled(
                http -> {
                    Thread.currentThread().interrupt();
                    http.send(get(Work.Kind.QUERY)).close();
                },
                new CountDownLatch(0));
        assertThat(server.requests()).isEmpty();
    }

    private interface Step {
        void run(RegistryHttp http) throws IOException;
    }

    private interface Signal {
        void await() throws InterruptedException;
    }

    private void assertCanceled(Step step, CountDownLatch signal) throws InterruptedException {
        assertCanceled(new ManualTime(), step, signal::await);
    }

    private void assertCanceled(ManualTime time, Step step, Signal signal) throws InterruptedException {
        assertCanceled(time, step, signal, Optional.empty());
    }

    private void assertCanceled(ManualTime time, Step step, Signal signal, Optional<Dns> names)
            throws InterruptedException {
        RegistryHttp.Builder builder = hosts.client(time);
        names.ifPresent(builder::names);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        try (RegistryHttp http = builder.build()) {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    step.run(http);
                } catch (IOException e) {
                    failure.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
            });
            signal.await();
            awaitBlocked(thread);
            long start = System.nanoTime();
            thread.interrupt();
            thread.join();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(failure.get()).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED);
            assertThat(e.getMessage()).endsWith("context canceled");
        });
        assertThat(flag.get()).as("interrupt flag").isTrue();
    }

    /** Waits until the thread waits too, or runs native code like a socket read, or has ended. */
    private static void awaitBlocked(Thread thread) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (thread.getState() == Thread.State.RUNNABLE && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static HttpCall get(Work.Kind kind) {
        return HttpCall.builder("GET", "reg", "r", "x").work(kind, 0).build();
    }

    private ScriptedServer start(Transport transport, Function<ScriptedServer.Seen, Reply> script) throws IOException {
        ScriptedServer server = transport == Transport.TLS
                ? ScriptedServer.startTls(TestTls.shared().serverContext(), false, script)
                : ScriptedServer.start(script);
        open.add(server);
        hosts.add("reg", server.authority(), transport == Transport.TLS ? TlsMode.INSECURE : TlsMode.DISABLED);
        return server;
    }
}
