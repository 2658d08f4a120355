// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract regsync 12: running jobs by their schedules. */
@Timeout(30)
class SchedulerTest {
    private static final Schedule EVERY_MINUTE = Schedule.every(Duration.ofMinutes(1));

    private final ManualTime time = ManualTime.stepping();
    private final Scheduler scheduler = new Scheduler(time, time);

    @AfterEach
    void closeScheduler() {
        scheduler.close();
    }

    /** Moves to the next activation once the scheduler waits for it and all other runs are over. */
    private void minutePasses(int running) throws InterruptedException {
        while (scheduler.running() > running) {
            Thread.onSpinWait();
        }
        time.awaitSleepers(1);
        time.advance(Duration.ofMinutes(1));
        time.awaitSleepers(1);
    }

    @Test
    @DisplayName("regsync 12.3: the first run of @every comes one interval after the start")
    void runsAfterTheFirstInterval() throws InterruptedException {
        BlockingQueue<Instant> runs = new LinkedBlockingQueue<>();
        scheduler.add("job", EVERY_MINUTE, () -> runs.add(time.now()));
        scheduler.start();

        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(59));
        time.awaitSleepers(1);
        assertThat(runs).isEmpty();
        time.advance(Duration.ofSeconds(1));

        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(60));
        minutePasses(0);
        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(120));
    }

    @Test
    @DisplayName("regsync 12.4: a run is skipped while the previous one of the same job is going")
    void skipsWhileThePreviousRunIsGoing() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Integer> finished = new LinkedBlockingQueue<>();
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        AtomicInteger starts = new AtomicInteger();
        scheduler.add("slow", EVERY_MINUTE, () -> {
            int number = starts.incrementAndGet();
            await(release);
            finished.add(number);
        });
        scheduler.add("other", EVERY_MINUTE, () -> other.add("run"));
        scheduler.start();

        for (int i = 0; i < 3; i++) {
            minutePasses(1);
            assertThat(other.poll(10, TimeUnit.SECONDS)).isEqualTo("run"); // different jobs overlap
        }

        release.countDown();
        assertThat(finished.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        minutePasses(0);
        assertThat(finished.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        scheduler.stop();
        assertThat(starts).hasValue(2); // one run in the first three minutes, one in the fourth
    }

    @Test
    void aLateWakeUpRunsOnceAndContinuesFromThere() throws InterruptedException {
        BlockingQueue<Instant> runs = new LinkedBlockingQueue<>();
        scheduler.add("job", EVERY_MINUTE, () -> runs.add(time.now()));
        scheduler.start();

        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(200));
        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(200));
        minutePasses(0);

        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(260));
        assertThat(runs).isEmpty();
    }

    @Test
    void looksAtTheWallClockAtLeastOncePerMinute() throws InterruptedException, RegistryException {
        BlockingQueue<Instant> runs = new LinkedBlockingQueue<>();
        scheduler.add("job", Schedule.parse("0 13 * * *", ZoneOffset.UTC), () -> runs.add(time.now()));
        scheduler.start();

        time.awaitSleepers(1);
        time.advance(Duration.ofHours(1));

        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(Instant.parse("2026-11-21T13:00:00Z"));
        assertThat(time.sleeps()).first().isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("regsync 12.5: stop waits for the running jobs and starts no new ones")
    void stopWaitsForRunningJobs() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        scheduler.add("slow", EVERY_MINUTE, () -> {
            running.countDown();
            await(release);
            finished.incrementAndGet();
        });
        scheduler.start();
        minutePasses(0);
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

        Thread stopper = Thread.ofVirtual().start(() -> {
            try {
                scheduler.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        time.awaitSleepers(0);
        while (stopper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(finished).hasValue(0);
        release.countDown();
        stopper.join();

        assertThat(finished).hasValue(1);
        time.advance(Duration.ofHours(1));
        assertThat(finished).hasValue(1);
    }

    @Test
    @DisplayName("regsync 12.5: cancel interrupts the running jobs")
    void cancelInterruptsRunningJobs() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        scheduler.add("stuck", EVERY_MINUTE, () -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        scheduler.start();
        minutePasses(0);
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

        scheduler.cancel();
        scheduler.stop();

        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    void aSpecThatNeverFiresDoesNotKeepTheSchedulerBusy() throws InterruptedException, RegistryException {
        scheduler.add("never", Schedule.parse("0 0 30 2 *"), () -> {
            throw new AssertionError("30 February");
        });
        scheduler.start();

        scheduler.stop();

        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void canBeStoppedWithoutStart() throws InterruptedException {
        scheduler.add("job", EVERY_MINUTE, () -> {});

        scheduler.stop();

        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    @DisplayName("a job that is added to a scheduler that runs has its first activation after that time")
    void takesJobsAfterTheStart() throws InterruptedException {
        BlockingQueue<Instant> runs = new LinkedBlockingQueue<>();
        scheduler.start();
        assertThatThrownBy(scheduler::start).isInstanceOf(IllegalStateException.class);
        time.advance(Duration.ofSeconds(30));
        scheduler.add("late", EVERY_MINUTE, () -> runs.add(time.now()));

        time.awaitSleepers(1);
        time.advance(Duration.ofMinutes(1));
        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(90));
    }

    @Test
    @DisplayName("a job that is removed is not activated any more, and waited for when it runs")
    void removesJobs() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Scheduler.Place removed = scheduler.add("removed", EVERY_MINUTE, () -> {
            runs.incrementAndGet();
            begun.countDown();
            await(mayEnd);
        });
        scheduler.add("other", EVERY_MINUTE, () -> {});
        scheduler.start();
        minutePasses(0);
        begun.await();
        removed.remove();
        minutePasses(1);
        assertThat(runs).hasValue(1);
        scheduler.cancel();
        scheduler.stop();
        assertThat(scheduler.running()).isZero();
    }

    @Test
    @DisplayName("the next activation can be told; those after it follow the schedule")
    void movesAnActivation() throws InterruptedException {
        BlockingQueue<Instant> runs = new LinkedBlockingQueue<>();
        Scheduler.Place job = scheduler.add("job", EVERY_MINUTE, () -> runs.add(time.now()));
        scheduler.start();
        time.awaitSleepers(1);
        job.next(ManualTime.START.minusSeconds(1));
        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START);
        minutePasses(0);
        assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(ManualTime.START.plusSeconds(60));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
