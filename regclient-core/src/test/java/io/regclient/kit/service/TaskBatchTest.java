// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.Gate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of a job on threads of all jobs (regsync 7). */
@Timeout(60)
class TaskBatchTest {
    private final TaskThreads threads = new TaskThreads("t-", 1);
    private final TaskBatch batch = threads.batch();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    private Runnable held(String name, Gate gate) {
        return () -> {
            try {
                gate.pass();
                ends.add(name + " done");
            } catch (InterruptedException e) {
                ends.add(name + " interrupted");
            }
        };
    }

    @Test
    @DisplayName("a step ends those after it and what runs ahead, not those before it")
    void cancelsLaterSteps() throws Exception {
        Gate gate = Gate.closed();
        Gate all = Gate.closed();
        TaskBatch.Task first = batch.step(held("first", gate));
        TaskBatch.Task second = batch.step(held("second", gate));
        TaskBatch.Task third = batch.step(held("third", gate));
        TaskBatch.Task ahead = batch.ahead(held("ahead", gate));
        for (TaskBatch.Task task : List.of(third, ahead, first, second)) {
            task.start();
        }
        gate.awaitHeld(4);

        second.cancelLater();
        BackgroundCall.await(() -> ends.size() == 2);
        gate.open();
        batch.await();

        assertThat(ends)
                .containsExactlyInAnyOrder("third interrupted", "ahead interrupted", "first done", "second done");
        batch.step(held("late", all)).start();
        batch.await();
        assertThat(ends).contains("late interrupted");
    }

    @Test
    @DisplayName("an interrupt of the job cancels all tasks, is waited out and stays set")
    void passesAnInterruptOn() throws Exception {
        Gate gate = Gate.closed();
        batch.step(held("step", gate)).start();
        gate.awaitHeld(1);

        Thread.currentThread().interrupt();
        batch.await();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ends).containsExactly("step interrupted");
    }

    @Test
    @DisplayName("a task is done once: where it was started, or by the thread that needs it")
    void doesATaskOnce() throws Exception {
        AtomicReference<Thread> runner = new AtomicReference<>();
        TaskBatch.Task here = batch.ahead(() -> runner.set(Thread.currentThread()));
        here.finish();
        assertThat(runner).hasValue(Thread.currentThread());
        here.start();
        batch.await();
        assertThat(runner).hasValue(Thread.currentThread());

        CountDownLatch begun = new CountDownLatch(1);
        TaskBatch.Task there = batch.ahead(() -> {
            runner.set(Thread.currentThread());
            begun.countDown();
        });
        assertThat(there.startIfSpare()).isTrue();
        begun.await();
        there.finish();
        assertThat(runner.get()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    @DisplayName("tasks of all jobs that run ahead are bounded")
    void sparesThreads() throws Exception {
        Gate gate = Gate.closed();
        TaskBatch.Task first = batch.ahead(held("first", gate));
        assertThat(first.startIfSpare()).isTrue();
        TaskBatch other = threads.batch();
        TaskBatch.Task second = other.ahead(held("second", gate));
        assertThat(second.startIfSpare()).isFalse();
        other.await();

        gate.open();
        batch.await();
        BackgroundCall.await(second::startIfSpare);
        other.await();
        assertThat(ends).containsExactly("first done", "second done");
    }

    @Test
    @DisplayName("a thread that waits for a task can be interrupted")
    void endsTheWait() throws Exception {
        Gate gate = Gate.closed();
        TaskBatch.Task task = batch.ahead(held("task", gate));
        task.start();
        gate.awaitHeld(1);

        Thread.currentThread().interrupt();
        assertThatThrownBy(task::finish).isInstanceOf(InterruptedException.class);

        batch.cancel();
        batch.await();
        assertThat(ends).containsExactly("task interrupted");
    }
}
