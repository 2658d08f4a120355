// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Uploads beside the work that makes their content. */
class ParallelUploadsTest {
    private final IoThreads threads = new IoThreads();
    private final ParallelUploads uploads = new ParallelUploads(threads.lane(16, Surroundings.NONE));

    @AfterEach
    void close() {
        uploads.close();
        threads.close();
    }

    private static void meet(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IOException("alone", e);
        }
    }

    @Test
    @DisplayName("MO-4: as many uploads as may be run at the same time, and never more")
    void runsSomeAtTheSameTime() throws IOException {
        CyclicBarrier all = new CyclicBarrier(ParallelUploads.WIDTH);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        for (int i = 0; i < 5 * ParallelUploads.WIDTH; i++) {
            uploads.start(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                meet(all); // no upload ends before all of its row have begun
                running.decrementAndGet();
            });
        }
        uploads.join();

        assertThat(running).hasValue(0);
        assertThat(most).hasValue(ParallelUploads.WIDTH);
    }

    @Test
    @DisplayName("MO-4: a failed upload ends the others, and no more begin")
    void endsTheOthers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        uploads.start(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
                throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
            }
        });
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        uploads.start(() -> {
            throw RegistryException.of(ErrorKind.DIGEST_MISMATCH, "wrong");
        });

        assertThat(catchThrowable(uploads::join)).hasMessage("wrong");
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean late = new AtomicBoolean();
        for (int i = 0; i < 2 * ParallelUploads.WIDTH; i++) {
            assertThat(catchThrowable(() -> uploads.start(() -> late.set(true))))
                    .hasMessage("wrong");
        }
        assertThat(late).isFalse();
    }
}
