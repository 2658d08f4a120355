// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Activations;
import io.regclient.kit.service.Job.Work;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import io.regclient.time.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop of the servers: regsync 12, regbot A3. */
@Timeout(30)
class ServiceLoopTest {
    private final ManualTime time = ManualTime.stepping();
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch passed = new CountDownLatch(1);

    private BackgroundCall<Failures> serve(boolean sideBySide, boolean abortOnError, Job... jobs) {
        ServiceLoop loop = new ServiceLoop(time, time, sideBySide, abortOnError, passed::countDown);
        return BackgroundCall.start(() -> loop.run(List.of(jobs)));
    }

    private Work logging(String event) {
        return _ -> events.add(event);
    }

    private Work failing(String event) {
        return failures -> {
            events.add(event);
            failures.add(failure(event));
        };
    }

    private static RegistryException failure(String message) {
        return RegistryException.of(ErrorKind.UNAVAILABLE, message);
    }

    private static Job job(String name, String schedule, Work first, Work run) {
        return new Job(
                name,
                List.of(),
                List.of(),
                Optional.of(schedule).filter(spec -> !spec.isEmpty()).map(Activations::of),
                Optional.of(first),
                run);
    }

    private Job job(String name, String schedule) {
        return job(name, schedule, logging("first " + name), logging("run " + name));
    }

    private String event() throws InterruptedException {
        return Optional.ofNullable(events.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    @ParameterizedTest
    @DisplayName("regsync 12.3: the clock starts at once, whatever hangs in the first pass")
    @ValueSource(booleans = {false, true})
    void servesBesideTheFirstPass(boolean sideBySide) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Work hangs = failures -> {
            events.add("first hanging");
            failures.record(() -> await(never));
        };
        Job hanging = job("hanging", "@every 1h", hangs, logging("run hanging"));
        try (BackgroundCall<Failures> server = serve(sideBySide, false, hanging, job("quick", "@every 2h"))) {
            Set<String> begun = sideBySide ? Set.of("first hanging", "first quick") : Set.of("first hanging");
            for (int i = 0; i < begun.size(); i++) {
                assertThat(begun).contains(event());
            }
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(2));
            assertThat(event()).as("no second run of a job that hangs").isEqualTo("run quick");
            time.awaitSleepers(1);
            assertThat(events).isEmpty();

            server.interrupt();
            assertThatCode(server.result()::throwUnlessCanceled).doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("regsync 12.4: a job that a schedule has reached first is not run twice at once")
    void runsAJobOnceAtATime() throws Exception {
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        CountDownLatch runMayEnd = new CountDownLatch(1);
        Work slowFirst = failures -> {
            events.add("first slow");
            failures.record(() -> await(firstMayEnd));
        };
        Job slow = job("slow", "@every 1h", slowFirst, logging("run slow"));
        Work running = failures -> {
            events.add("run late");
            failures.record(() -> await(runMayEnd));
        };
        Job late = job("late", "@every 2h", logging("first late"), running);
        try (BackgroundCall<Failures> server = serve(false, false, slow, late)) {
            assertThat(event()).isEqualTo("first slow");
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(2));
            assertThat(event()).isEqualTo("run late");
            time.awaitSleepers(1);
            assertThat(events).as("beside the first run of the slow job").isEmpty();
            firstMayEnd.countDown();
            passed.await();
            // a run of the slow job that was due may begin now
            assertThat(events)
                    .as("the first run of the job that runs by its schedule")
                    .doesNotContain("first late");
            runMayEnd.countDown();
            server.interrupt();
            assertThatCode(server.result()::throwUnlessCanceled).doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("a server whose clock dies ends, with an error")
    void endsWithoutAClock() throws Exception {
        Sleeper broken = _ -> {
            throw new OutOfMemoryError("Java heap space");
        };
        ServiceLoop loop = new ServiceLoop(time, broken, false, false);
        try (BackgroundCall<Failures> server = BackgroundCall.start(() -> loop.run(List.of(job("job", "@every 1h"))))) {
            assertThatThrownBy(server.result()::throwUnlessCanceled)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class)
                    .cause()
                    .hasMessage("the clock of the server stopped: out of memory: Java heap space");
        }
    }

    private static void await(CountDownLatch latch) throws RegistryException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "canceled", e);
        }
    }

    @Test
    @DisplayName("regsync 12.2: side by side, the jobs of the first pass really run at the same time")
    void passesSideBySide() throws Exception {
        CyclicBarrier meeting = new CyclicBarrier(2);
        Work meets = failures -> failures.record(() -> {
            try {
                meeting.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try (BackgroundCall<Failures> server =
                serve(true, false, job("a", "@every 1h", meets, meets), job("b", "@every 1h", meets, meets))) {
            passed.await();
            time.awaitSleepers(1);
            server.interrupt();
            assertThatCode(server.result()::throwIfAny).doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("regsync 12.1: without schedule nothing runs; a wrong one is a failure and the first pass takes place")
    void reportsWrongSchedules() throws Exception {
        try (BackgroundCall<Failures> server =
                serve(false, false, job("idle", ""), job("wrong", "1 2 3"), job("right", "@every 1h"))) {
            passed.await();
            time.awaitSleepers(1);
            assertThat(events).containsExactly("first wrong", "first right");
            server.interrupt();
            assertThatThrownBy(server.result()::throwUnlessCanceled)
                    .isInstanceOfSatisfying(
                            SeveralFailures.class,
                            several -> assertThat(several.failures())
                                    .singleElement()
                                    .satisfies(
                                            e -> assertThat(e).hasMessageStartingWith("failed to schedule wrong: ")));
        }
    }

    @Test
    @DisplayName("regsync 12.4 and 12.5: failures do not end the server; all are told when a signal does")
    void collectsFailures() throws Exception {
        Job job = job("job", "@every 1h", failing("one"), failing("two"));
        try (BackgroundCall<Failures> server = serve(false, false, job)) {
            passed.await();
            time.awaitSleepers(1);
            assertThat(event()).isEqualTo("one");
            time.advance(Duration.ofHours(1));
            assertThat(event()).isEqualTo("two");
            time.awaitSleepers(1);
            assertThat(server.isRunning()).isTrue();

            server.interrupt();
            Failures failures = server.result();
            assertThatThrownBy(failures::throwUnlessCanceled)
                    .isInstanceOfSatisfying(
                            SeveralFailures.class,
                            several -> assertThat(several.failures())
                                    .extracting(Throwable::getMessage)
                                    .containsExactly("one", "two"));
            assertThatThrownBy(failures::throwFirstUnlessCanceled)
                    .as("regbot A3")
                    .hasMessage("one");
        }
    }

    @Test
    @DisplayName("regsync 12.5: a signal interrupts the runs and waits for them; alone it is the regular end")
    void interruptsRuns() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Work stuck = failures -> {
            events.add("stuck");
            failures.record(() -> await(never));
            events.add("ended");
        };
        try (BackgroundCall<Failures> server = serve(false, false, job("job", "@every 1h", logging("first"), stuck))) {
            passed.await();
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(1));
            assertThat(event()).isEqualTo("first");
            assertThat(event()).isEqualTo("stuck");

            server.interrupt();
            Failures failures = server.result();
            assertThat(events).containsExactly("ended");
            assertThatCode(failures::throwUnlessCanceled).doesNotThrowAnyException();
            assertThatThrownBy(failures::throwIfAny).hasMessage("task was canceled");
        }
    }

    @ParameterizedTest
    @DisplayName("regsync 12.2: a signal in the first pass ends it and the server")
    @ValueSource(booleans = {false, true})
    void endsInTheFirstPass(boolean sideBySide) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Work stuck = failures -> {
            events.add("stuck");
            failures.record(() -> await(never));
            events.add("ended");
        };
        try (BackgroundCall<Failures> server =
                serve(sideBySide, false, job("job", "@every 1h", stuck, logging("run")))) {
            assertThat(event()).isEqualTo("stuck");
            server.interrupt();
            assertThatCode(server.result()::throwUnlessCanceled).doesNotThrowAnyException();
        }
        assertThat(events).containsExactly("ended");
    }

    @ParameterizedTest
    @DisplayName("regsync 12.4: when failures abort, the first one ends the server, whatever else is going on")
    @CsvSource({"false,'first bad'", "true,'first bad,stuck'"})
    void aborts(boolean sideBySide, String expected) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(sideBySide ? 1 : 0);
        Work stuck = failures -> {
            events.add("stuck");
            going.countDown();
            failures.record(() -> await(never));
        };
        Work bad = failures -> failures.record(() -> {
            await(going);
            events.add("first bad");
            throw failure("bad");
        });
        try (BackgroundCall<Failures> server = serve(
                sideBySide,
                true,
                job("bad", "@every 1h", bad, logging("run")),
                job("stuck", "@every 1h", stuck, logging("run")))) {
            assertThatThrownBy(server.result()::throwUnlessCanceled).hasRootCauseMessage("bad");
        }
        assertThat(events).containsExactlyInAnyOrder(expected.split(",", -1));
    }

    @Test
    @DisplayName("regsync 12.4: a scheduled run that fails ends the server when failures abort")
    void abortsByAScheduledRun() throws Exception {
        try (BackgroundCall<Failures> server =
                serve(false, true, job("job", "@every 1h", logging("first"), failing("run")))) {
            passed.await();
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(1));
            assertThatThrownBy(server.result()::throwUnlessCanceled).hasRootCauseMessage("run");
        }
    }

    /** The run of a job has told its event, and may be on its way out: as long as it is, no other one begins. */
    private static void awaitEnd(String job) throws Exception {
        BackgroundCall.await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(job)));
    }

    /** A server of two jobs whose first pass is over. */
    private BackgroundCall<Failures> serve(ServiceLoop loop, Job... jobs) throws InterruptedException {
        BackgroundCall<Failures> server = BackgroundCall.start(() -> loop.run(List.of(jobs)));
        passed.await();
        time.awaitSleepers(1);
        return server;
    }

    @Test
    @DisplayName(
            "docs/server: a job that goes on keeps its next activation, a new one has its first run, a missing one none")
    void replacesJobs() throws Exception {
        ServiceLoop loop = new ServiceLoop(time, time, false, false, passed::countDown);
        try (BackgroundCall<Failures> server = serve(loop, job("stays", "@every 1h"), job("goes", "@every 1h"))) {
            assertThat(List.of(event(), event())).containsExactly("first stays", "first goes");
            time.advance(Duration.ofMinutes(40));
            loop.replace(List.of(
                    job("stays", "@every 1h", logging("other first"), logging("other run")), job("new", "@every 2h")));
            assertThat(event()).isEqualTo("first new");
            time.awaitSleepers(1);
            time.advance(Duration.ofMinutes(20));
            assertThat(event()).isEqualTo("other run");
            awaitEnd("stays");
            time.awaitSleepers(1);
            loop.replace(List.of(job("stays", "@every 10m")));
            time.awaitSleepers(1);
            time.advance(Duration.ofMinutes(10));
            assertThat(event()).as("another schedule begins at once").isEqualTo("run stays");
            loop.replace(List.of());
            server.interrupt();
            server.result().throwUnlessCanceled();
            assertThat(events).isEmpty();
            loop.replace(List.of(job("late", "@every 1h"))); // after the end
            assertThat(events).isEmpty();
        }
    }

    @Test
    @DisplayName("docs/server-instances: a job that comes back while a run of it goes on has its first run after that")
    void comesBackWhileItRuns() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Work slow = failures -> {
            events.add("slow begins");
            failures.record(() -> await(mayEnd));
            events.add("slow ends");
        };
        ServiceLoop loop = new ServiceLoop(time, time, true, false, passed::countDown);
        Job job = job("slow", "@every 1h", slow, slow);
        try (BackgroundCall<Failures> server = BackgroundCall.start(() -> loop.run(List.of(job)))) {
            assertThat(event()).isEqualTo("slow begins");
            time.awaitSleepers(1);
            loop.replace(List.of());
            loop.replace(List.of(job("slow", "@every 1h")));
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(1));
            time.awaitSleepers(1);
            assertThat(events).isEmpty();
            mayEnd.countDown();
            assertThat(event()).isEqualTo("slow ends");
            assertThat(event()).isEqualTo("first slow");
            passed.await();
            time.awaitSleepers(1);
            time.advance(Duration.ofHours(1));
            assertThat(event()).isEqualTo("run slow");
            server.interrupt();
            server.result().throwUnlessCanceled();
        }
    }

    @Test
    @DisplayName("docs/server-instances: a first run that waits for another one is dropped when the server ends")
    void endsWithoutTheFirstRun() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Work slow = failures -> {
            events.add("slow begins");
            failures.record(() -> await(never));
            events.add("slow ends");
        };
        ServiceLoop loop = new ServiceLoop(time, time, true, false, passed::countDown);
        try (BackgroundCall<Failures> server =
                BackgroundCall.start(() -> loop.run(List.of(job("slow", "@every 1h", slow, slow))))) {
            assertThat(event()).isEqualTo("slow begins");
            time.awaitSleepers(1);
            loop.replace(List.of());
            loop.replace(List.of(job("slow", "@every 1h"), job("other", "@every 1h")));
            assertThat(event()).as("so that of the slow job was asked for").isEqualTo("first other");
            server.interrupt();
            server.result().throwUnlessCanceled();
            assertThat(events).containsExactly("slow ends");
        }
    }
}
