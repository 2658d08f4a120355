// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.log.Logging;
import io.regclient.kit.log.OrderedLog;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.TaskBatch;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of one run of an entry: some run at the same time, and all are told in their order. */
final class Steps {
    private final TaskBatch tasks;
    private final Failures failures;
    private final SyncEntry entry;
    private final Journal journal;
    private final OrderedLog log = new OrderedLog();

    Steps(TaskBatch tasks, Failures failures, SyncEntry entry, Journal journal) {
        this.tasks = tasks;
        this.failures = failures;
        this.entry = entry;
        this.journal = journal;
    }

    /** Work that makes the steps, on a thread that a failing step can stop, and waits for the end of all. */
    void make(Failures.Task work) {
        List<Runnable> last = new ArrayList<>();
        Optional<Logging> logging = Logging.current();
        tasks.ahead(() -> {
                    in(logging, () -> failures.record(() -> told(work), last::add));
                    if (stop()) {
                        tasks.cancelAhead();
                    }
                })
                .start();
        tasks.await();
        last.forEach(Runnable::run);
    }

    private static boolean in(Optional<Logging> logging, Logging.Work<Boolean, RuntimeException> work) {
        return logging.isPresent() ? logging.get().during(work) : work.run();
    }

    /** A step on this thread. */
    void here(Failures.Task work) throws RegistryException {
        alone(() -> told(work));
    }

    /** A step on this thread that tells itself when it failed. */
    void alone(Failures.Task work) throws RegistryException {
        OrderedLog.Part part = begin();
        try {
            record(part, work);
        } finally {
            part.end();
        }
    }

    /** Does work of the entry that is about no single image; that it failed is told. */
    void told(Failures.Task work) throws IOException {
        Optional<IOException> failure = Failures.attempt(work);
        if (failure.isPresent()) {
            journal.failed(entry, failure.get());
            throw failure.get();
        }
    }

    /** Does a piece of work of a step; false when it failed. */
    boolean record(OrderedLog.Part part, Failures.Task work) {
        return part.run(() -> failures.record(work, part::afterwards));
    }

    /** The place of the next step; waits while too many steps cannot be told yet. */
    OrderedLog.Part begin() throws RegistryException {
        try {
            return log.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "task was canceled", e);
        }
    }

    TaskBatch tasks() {
        return tasks;
    }

    /** True when no step should begin any more. */
    boolean stop() {
        return failures.stop();
    }
}
