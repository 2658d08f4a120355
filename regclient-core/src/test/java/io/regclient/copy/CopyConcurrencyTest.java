// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.ref;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Concurrently;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CopyConcurrencyTest {
    private static final Ref SOURCE = ref("a.example/app:v1");
    private static final Ref TARGET = ref("b.example/app:v1");

    @Test
    @DisplayName("24.I 137, IC-9: 50 children of 50 layers with one slot per host and two I/O threads")
    void copiesAWideIndexThroughTwoThreads() throws IOException {
        try (CopyFixture fixture = new CopyFixture(new MemoryScheme(1), 2)) {
            StoredImage[] images = IntStream.range(0, 50)
                    .mapToObj(i -> StoredImage.of(
                            "i" + i,
                            IntStream.range(0, 50).mapToObj(l -> i + "/" + l).toArray(String[]::new)))
                    .toArray(StoredImage[]::new);
            Manifest index = fixture.pushIndex(SOURCE, images);

            CopyResult result =
                    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> fixture.copy(SOURCE, TARGET));

            assertThat(result.digest()).isEqualTo(index.digest());
            assertThat(result.manifestsPushed()).isEqualTo(51);
            assertThat(result.blobs().sent()).isEqualTo(50 * 51);
        }
    }

    @Test
    @DisplayName("24.C 51, CO-3: crossing copies with one slot per host do not block each other")
    void copiesBothWays() throws Exception {
        try (CopyFixture fixture = new CopyFixture(new MemoryScheme(1), 2)) {
            for (String registry : List.of("a.example", "b.example")) {
                for (int i = 0; i < 10; i++) {
                    fixture.push(
                            StoredImage.of(registry + i, registry + i + "x", registry + i + "y"),
                            ref(registry + "/from:" + i));
                }
            }

            Concurrently.run(IntStream.range(0, 20)
                    .<Concurrently.Step>mapToObj(i -> () -> fixture.copier.copy(
                            ref((i % 2 == 0 ? "a" : "b") + ".example/from:" + i / 2),
                            ref((i % 2 == 0 ? "b" : "a") + ".example/to:" + i / 2),
                            CopyOptions.PLAIN))
                    .toList());

            assertThat(fixture.registry
                            .listTags(repo("a.example/to"), ListOptions.ALL)
                            .tags())
                    .hasSize(10);
        }
    }

    @Test
    @DisplayName("IC-9, IC-19: calls of a copy run on a few platform threads, which are used again")
    void runsCallsOnAFewPlatformThreads() throws IOException {
        List<Thread> callers = Collections.synchronizedList(new ArrayList<>());
        MemoryScheme registry = new MemoryScheme(100).before("", line -> callers.add(Thread.currentThread()));
        try (CopyFixture fixture = new CopyFixture(registry, 4)) {
            fixture.push(
                    StoredImage.of(
                            "app", IntStream.range(0, 40).mapToObj(i -> "l" + i).toArray(String[]::new)),
                    SOURCE);
            callers.clear();

            fixture.copy(SOURCE, TARGET);

            assertThat(callers).noneMatch(Thread::isVirtual).allMatch(Thread::isDaemon);
            // of 80 calls and more; a thread may not be back yet when the next call begins
            assertThat(callers.stream().distinct()).hasSizeLessThanOrEqualTo(16);
        }
    }

    @Test
    @DisplayName("RB-13: an interrupt of the caller cancels the copy and everything it started")
    void cancelsWithTheCaller() throws Exception {
        CountDownLatch reading = new CountDownLatch(2);
        List<String> interrupted = Collections.synchronizedList(new ArrayList<>());
        MemoryScheme registry = new MemoryScheme().before("GET blob", line -> {
            reading.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.add(line);
                throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
            }
        });
        try (CopyFixture fixture = new CopyFixture(registry, 8)) {
            fixture.push(StoredImage.of("app", "l1", "l2"), SOURCE);
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread caller = Thread.ofPlatform().start(() -> {
                try {
                    fixture.copy(SOURCE, TARGET);
                    ended.complete(new AssertionError("not canceled"));
                } catch (IOException e) {
                    ended.complete(e);
                }
            });
            assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();

            caller.interrupt();

            Throwable failure = ended.get(20, TimeUnit.SECONDS);
            assertThat(RegistryException.is(failure, ErrorKind.CANCELED))
                    .as("%s", failure)
                    .isTrue();
            assertThat(interrupted).isNotEmpty();
            registry.calls();
            assertThat(registry.calls()).noneMatch(c -> c.startsWith("PUT manifest"));
        }
    }

    @Test
    @DisplayName("IC-10: the failure of one layer cancels its siblings, and the failure is what is reported")
    void cancelsSiblingsOfAFailure() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        List<String> interrupted = Collections.synchronizedList(new ArrayList<>());
        StoredImage image = StoredImage.of("app", "slow", "broken");
        String slow = image.manifest().layers().get(0).digest().orElseThrow().toString();
        String broken = image.manifest().layers().get(1).digest().orElseThrow().toString();
        MemoryScheme registry = new MemoryScheme()
                .before("GET blob .*" + slow, line -> {
                    reading.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.add(line);
                        throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
                    }
                })
                .before("GET blob .*" + broken, line -> {
                    try {
                        reading.await();
                    } catch (InterruptedException e) {
                        throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
                    }
                    throw RegistryException.of(ErrorKind.HTTP_STATUS, "told to fail");
                });
        try (CopyFixture fixture = new CopyFixture(registry, 8)) {
            fixture.push(image, SOURCE);

            RegistryException e = CopyFixture.failure(() -> fixture.copy(SOURCE, TARGET));

            assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_STATUS);
            assertThat(e).hasMessageContaining(broken);
            assertThat(interrupted).hasSize(1);
        }
    }
}
