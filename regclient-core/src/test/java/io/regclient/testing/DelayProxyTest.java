// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DelayProxyTest {
    private static final Duration DELAY = Duration.ofMillis(20);

    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Test
    void anAnswerComesLaterByAHandshakeAndBothDirectionsAndTheConnectionStays() throws IOException {
        try (InProcessRegistry registry = InProcessRegistry.start();
                DelayProxy proxy = DelayProxy.start(registry.uri().getPort(), DELAY, requests::add)) {
            long start = System.nanoTime();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                request(client);
                long first = System.nanoTime();
                request(client);
                long second = System.nanoTime();
                assertThat(first - start).isGreaterThanOrEqualTo(4 * DELAY.toNanos());
                assertThat(second - first).isGreaterThanOrEqualTo(2 * DELAY.toNanos());
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(requests).containsExactly("GET /v2/ 0", "GET /v2/ 0");
    }

    @Test
    void aConnectionEndsWhenNoRegistryIsThere() throws IOException {
        int port;
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            port = registry.uri().getPort();
        }
        try (DelayProxy proxy = DelayProxy.start(port, DELAY, requests::add);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsOnTheWayDoesNotHoldUpWhatFollows() throws Exception {
        byte[] sent = new byte[1 << 20];
        CountDownLatch allSent = new CountDownLatch(1);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        DelayedLine.Delay untilAllIsSent = new DelayedLine.Delay() {
            @Override
            public long arrival() {
                return 0;
            }

            @Override
            public void await(long arrival) throws InterruptedException {
                if (!allSent.await(1, TimeUnit.MINUTES)) {
                    throw new InterruptedException("the line reads nothing while bytes are on the way");
                }
            }
        };
        InputStream in = new ByteArrayInputStream(sent) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                int n = super.read(bytes, from, length);
                if (n < 0) {
                    allSent.countDown();
                }
                return n;
            }
        };
        new DelayedLine(in, received, untilAllIsSent).carry(DelayedLine.Meter.NONE);
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    private static void request(Socket client) throws IOException {
        client.getOutputStream().write(RawServer.bytes("GET /v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        HttpHead answer = HttpHead.read(client.getInputStream()).orElseThrow();
        assertThat(answer.line()).contains(" 200 ");
        client.getInputStream().skipNBytes(answer.contentLength());
    }
}
