// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThrottleTest {
    private static final Work HEAD = new Work(Work.Kind.HEAD, 0);
    private static final Work BLOB = new Work(Work.Kind.BLOB, 1000);

    private static List<Permit> takeThree(Throttle throttle) throws RegistryException {
        return List.of(throttle.acquire(HEAD), throttle.acquire(HEAD), throttle.acquire(HEAD));
    }

    /** Somebody who wants one more than there are, and waits. */
    private static FutureTask<Permit> startFourth(Throttle throttle) throws Exception {
        FutureTask<Permit> fourth = start(() -> throttle.acquire(HEAD));
        awaitWaiting(throttle, 1);
        return fourth;
    }

    @Test
    @DisplayName("CO-1: the fourth request waits until one of three slots is given back")
    void waitsForAFreeSlot() throws Exception {
        Throttle throttle = new Throttle("host", 3);
        List<Permit> held = takeThree(throttle);
        FutureTask<Permit> fourth = startFourth(throttle);

        held.getFirst().close();

        fourth.get().close();
        assertThat(throttle.active()).isEqualTo(2);
    }

    @Test
    @DisplayName("CO-1: closing a permit twice gives back one slot")
    void closesOnce() throws IOException {
        Throttle throttle = new Throttle("host", 2);
        Permit first = throttle.acquire(HEAD);
        Permit second = throttle.acquire(HEAD);
        first.close();
        first.close();
        assertThat(throttle.active()).isEqualTo(1);
        second.close();
        assertThat(throttle.active()).isZero();
    }

    @Test
    @DisplayName("CO-1: whoever waits for a host that nobody limited goes as soon as it is found to take more")
    void widerThrottlesLetWaitingWorkIn() throws Exception {
        Throttle throttle = Throttle.adaptive("host", Duration.ofSeconds(60));
        List<Permit> held = takeThree(throttle);
        FutureTask<Permit> fourth = startFourth(throttle);

        int begun = throttle.epoch();
        for (int i = 0; i < 3; i++) {
            throttle.answered(begun, OptionalLong.of(1_000_000));
        }

        assertThat(fourth.get()).isNotNull();
        assertThat(throttle.slots()).isEqualTo(4);
        assertThat(held).hasSize(3);
    }

    @Test
    @DisplayName("docs/regsync-server-instances: each of several processes takes its part of the slots, at least one")
    void isShared() throws Exception {
        AtomicInteger processes = new AtomicInteger(1);
        Throttle throttle = Throttle.shared("host", 3, Optional.of(processes::get), Duration.ofSeconds(60));
        List<Permit> held = takeThree(throttle);
        FutureTask<Permit> fourth = startFourth(throttle);
        processes.set(5);
        assertThat(throttle.width()).isEqualTo(1);
        held.get(0).close();
        held.get(1).close();
        assertThat(throttle.waiting()).isEqualTo(1);
        processes.set(1);
        held.get(2).close();
        fourth.get().close();
        assertThat(throttle.slots()).isEqualTo(3);
    }

    @Test
    @DisplayName("CO-1: a slot that is given back while there are fewer than are in use is not handed on")
    void narrowerThrottlesWithholdSlots() throws Exception {
        Throttle throttle = Throttle.adaptive("host", Duration.ofSeconds(60));
        List<Permit> held = takeThree(throttle);
        FutureTask<Permit> fourth = startFourth(throttle);
        throttle.refused(throttle.epoch());
        assertThat(throttle.slots()).isEqualTo(1);

        held.get(0).close();
        held.get(1).close();
        assertThat(throttle.waiting()).isEqualTo(1);
        held.get(2).close();

        fourth.get().close();
        assertThat(throttle.active()).isZero();
    }

    @Test
    @DisplayName("CO-4: a freed slot goes to the head request although a blob is older")
    void prefersSmallWork() throws Exception {
        Throttle throttle = new Throttle("host", 2);
        Permit first = throttle.acquire(BLOB);
        Permit second = throttle.acquire(BLOB);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        FutureTask<Permit> blob = start(() -> record(order, "blob", throttle.acquire(BLOB)));
        awaitWaiting(throttle, 1);
        FutureTask<Permit> head = start(() -> record(order, "head", throttle.acquire(HEAD)));
        awaitWaiting(throttle, 2);

        first.close();
        try (Permit _ = head.get()) {
            assertThat(order).containsExactly("head");
        }
        blob.get().close();
        second.close();
    }

    @Test
    @DisplayName("CO-3: requests inside the scope of a permit take no slots")
    void takesNothingInsideAScope() throws IOException {
        Throttle throttle = new Throttle("host", 1);
        try (Permit outer = throttle.acquire(BLOB)) {
            int active = outer.within(() -> {
                try (Permit inner = throttle.acquire(HEAD)) {
                    return inner.within(() -> {
                        throttle.acquire(HEAD).close();
                        return throttle.active();
                    });
                }
            });
            assertThat(active).isEqualTo(1);
        }
        assertThat(throttle.active()).isZero();
    }

    @Test
    @DisplayName("CO-3: a queue outside of the scope is an error")
    void refusesAQueueOutsideOfTheScope() throws IOException {
        Throttle inside = new Throttle("inside", 1);
        Throttle outside = new Throttle("outside", 1);
        try (Permit permit = inside.acquire(BLOB)) {
            assertThatThrownBy(() -> permit.within(() -> outside.acquire(HEAD)))
                    .isInstanceOf(RegistryException.class)
                    .hasMessage("cannot wait for a slot of [outside] while holding slots of [inside]");
        }
        assertThat(outside.active()).isZero();
    }

    @Test
    @DisplayName("CO-3: duplicates are folded, no throttle at all is no wait")
    void foldsDuplicates() throws IOException {
        Throttle throttle = new Throttle("host", 1);
        try (Permit _ = Throttle.acquireAll(List.of(throttle, throttle), BLOB)) {
            assertThat(throttle.active()).isEqualTo(1);
        }
        Throttle.acquireAll(List.of(), BLOB).close();
        assertThat(throttle.active()).isZero();
    }

    @Test
    @DisplayName("CO-3: nothing is held while waiting for a busy queue")
    void holdsNothingWhileWaiting() throws Exception {
        Throttle free = new Throttle("free", 1);
        Throttle busy = new Throttle("busy", 1);
        Permit blocker = busy.acquire(BLOB);
        FutureTask<Permit> both = start(() -> Throttle.acquireAll(List.of(free, busy), BLOB));
        awaitWaiting(busy, 1);

        free.acquire(HEAD).close();
        blocker.close();

        both.get().close();
    }

    @Test
    @DisplayName("24.C 51, CO-3: crossing copies with one slot per host never deadlock (1000 iterations)")
    void crossingPairsNeverDeadlock() throws Exception {
        Throttle a = new Throttle("a", 1);
        Throttle b = new Throttle("b", 1);
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<Integer>> copies = new ArrayList<>();
        for (List<Throttle> direction : List.of(List.of(a, b), List.of(b, a), List.of(a, b), List.of(b, a))) {
            copies.add(start(() -> {
                start.await();
                int worst = 0;
                for (int i = 0; i < 1000; i++) {
                    try (Permit _ = Throttle.acquireAll(direction, BLOB)) {
                        worst = Math.max(worst, inside.incrementAndGet());
                        inside.decrementAndGet();
                    }
                }
                return worst;
            }));
        }
        start.countDown();
        for (FutureTask<Integer> copy : copies) {
            assertThat(copy.get(50, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(a.active() + b.active() + a.waiting() + b.waiting()).isZero();
    }

    @Test
    @DisplayName("CO-1: a wait in which nothing moves ends, and names the host and who holds its slots")
    void tellsWhoHoldsTheSlots() throws IOException {
        Throttle throttle = new Throttle("host", 2, Duration.ofMillis(20));
        try (Permit _ = throttle.acquire(BLOB, "GET r/blobs/one");
                Permit _ = throttle.acquire(BLOB, "GET r/blobs/two")) {
            assertThatThrownBy(() -> throttle.acquire(HEAD, "HEAD r/manifests/v1"))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.STALLED))
                    .hasMessage("waiting for a slot of host: nothing moved for 20ms, "
                            + "held by GET r/blobs/one for 0s, GET r/blobs/two for 0s");
            assertThat(throttle.waiting()).isZero();
            assertThat(throttle.active()).isEqualTo(2);
        }
        throttle.acquire(HEAD).close();
    }

    @Test
    @DisplayName("CO-3: of several slots none is kept when the wait for one of them ends")
    void keepsNoneAfterAWaitInVain() throws IOException {
        Throttle free = new Throttle("free", 1);
        Throttle busy = new Throttle("busy", 1, Duration.ofMillis(20));
        try (Permit _ = busy.acquire(BLOB)) {
            assertThatThrownBy(() -> Throttle.acquireAll(List.of(free, busy), BLOB))
                    .hasMessageStartingWith("waiting for a slot of busy: nothing moved for 20ms");
            assertThat(free.active()).isZero();
        }
    }

    @Test
    @DisplayName("RB-13: an interrupted wait for a slot ends with CANCELED and leaves the queue")
    void interruptEndsTheWait() throws Exception {
        Throttle throttle = new Throttle("host", 1);
        Permit held = throttle.acquire(BLOB);
        List<Boolean> flag = Collections.synchronizedList(new ArrayList<>());
        FutureTask<Permit> task = new FutureTask<>(() -> {
            try {
                return throttle.acquire(HEAD);
            } finally {
                flag.add(Thread.currentThread().isInterrupted());
            }
        });
        Thread thread = Thread.ofPlatform().start(task);
        awaitWaiting(throttle, 1);

        thread.interrupt();

        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .satisfies(e ->
                        assertThat(RegistryException.is(e, ErrorKind.CANCELED)).isTrue());
        assertThat(flag).containsExactly(true);
        assertThat(throttle.waiting()).isZero();
        held.close();
        assertThat(throttle.active()).isZero();
    }

    @Test
    @DisplayName("RB-13: an interrupt while waiting for several queues leaves nothing taken")
    void interruptEndsTheWaitForSeveral() throws Exception {
        Throttle free = new Throttle("free", 1);
        Throttle busy = new Throttle("busy", 1);
        Permit held = busy.acquire(BLOB);
        FutureTask<Permit> task = new FutureTask<>(() -> Throttle.acquireAll(List.of(free, busy), BLOB));
        Thread thread = Thread.ofPlatform().start(task);
        awaitWaiting(busy, 1);

        thread.interrupt();

        assertThatThrownBy(task::get)
                .satisfies(e ->
                        assertThat(RegistryException.is(e, ErrorKind.CANCELED)).isTrue());
        held.close();
        assertThat(free.active() + busy.active()).isZero();
    }

    private static Permit record(List<String> order, String name, Permit permit) {
        order.add(name);
        return permit;
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static void awaitWaiting(Throttle throttle, int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (throttle.waiting() != count) {
            assertThat(System.nanoTime() - end).as("waited too long").isNegative();
            Thread.onSpinWait();
        }
    }
}
