// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of many parts, over the wire and in a process of its own. */
class CopyScaleIT {
    private static final int WIDTH = 50;
    private static final int BLOBS = WIDTH * (WIDTH + 1);

    @TempDir
    private Path root;

    private static SampleImage index(int layerBytes) {
        SampleImage[] children = IntStream.range(0, WIDTH)
                .mapToObj(i -> IntStream.range(0, WIDTH)
                        .boxed()
                        .reduce(
                                ImageFixture.image("linux/amd64/v" + i),
                                (image, l) -> image.layer(SampleLayer.random(i * WIDTH + l, layerBytes)),
                                (a, b) -> a)
                        .build())
                .toArray(SampleImage[]::new);
        return ImageFixture.index(children).build();
    }

    @Test
    @Timeout(180)
    @DisplayName("24.I 137, IC-9: 50 images of 50 layers, one slot per host, within 256 MiB of heap")
    void copiesManyBlobsInASmallHeap() throws IOException {
        SampleImage index = index(2000);
        try (InProcessRegistry one = InProcessRegistry.start();
                InProcessRegistry two = InProcessRegistry.start()) {
            one.put("wide", index, "v1");

            ExternalProgram.run(command(one.host() + "/wide:v1", two.host() + "/wide:v1", 1))
                    .requireSuccess();

            DigestWalk.registry(two.host(), "wide", "v1", index.digest().toString());
            assertThat(two.requests().count("PUT", "/blobs/uploads/")).isEqualTo(BLOBS);
            assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(BLOBS);
        }
    }

    @Test
    @Timeout(300)
    @DisplayName("24.I 137, IC-9: 2,000 blobs are open at the same time, half of each read, within 256 MiB of heap")
    void copiesManyBlobsAtTheSameTime() throws IOException {
        SampleImage index = index(32_000);
        Gate gate = new Gate(2000);
        try (RegistryServer one = RegistryServer.start(
                        RegistryOptions.builder(root.resolve("one")).build(), InstantSource.system(), List.of(gate));
                DockerRegistry two = DockerRegistry.start(root.resolve("two"), DockerRegistry.Options.OPEN)) {
            one.put("wide", index, List.of("v1"));

            ExternalProgram.run(command(one.host() + "/wide:v1", two.name() + "/wide:v1", 2100))
                    .requireSuccess();

            assertThat(gate.most()).isGreaterThanOrEqualTo(2000);
            DigestWalk.registry(two.name(), "wide", "v1", index.digest().toString());
        }
    }

    private static List<String> command(String source, String target, int slots) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                CopyProcess.class.getName(),
                source,
                target,
                Integer.toString(slots));
    }

    /** Sends the first half of every blob and the rest only when enough blobs have come that far. */
    private static final class Gate extends Filter {
        private static final int PATIENCE_SECONDS = 120;

        private final CountDownLatch missing;
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Gate(int wanted) {
            this.missing = new CountDownLatch(wanted);
        }

        /** The largest number of blobs that were open at the same time. */
        int most() {
            return most.get();
        }

        @Override
        public String description() {
            return "gate";
        }

        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            boolean blob = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().contains("/blobs/");
            if (!blob) {
                chain.doFilter(exchange);
                return;
            }
            exchange.setStreams(exchange.getRequestBody(), new Halves(exchange.getResponseBody()));
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            try {
                chain.doFilter(exchange);
            } finally {
                open.decrementAndGet();
            }
        }

        private void pass() throws InterruptedIOException {
            missing.countDown();
            try {
                if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new InterruptedIOException("only " + most + " blobs at the same time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the registry is being closed");
            }
        }

        private final class Halves extends FilterOutputStream {
            private boolean passed;

            Halves(OutputStream out) {
                super(out);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                int first = passed ? length : length / 2;
                out.write(buffer, offset, first);
                if (!passed) {
                    passed = true;
                    out.flush();
                    pass();
                }
                out.write(buffer, offset + first, length - first);
            }
        }
    }
}
