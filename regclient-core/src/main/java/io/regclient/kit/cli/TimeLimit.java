// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a command that takes too long as a signal would: its thread is interrupted, so that nothing is left half-done, and
 * when it has not ended after a grace the process ends.
 */
final class TimeLimit implements AutoCloseable {
    private final Duration limit;
    private final PrintStream err;
    private final Thread command = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean expired;

    private TimeLimit(Duration limit, PrintStream err) {
        this.limit = limit;
        this.err = err;
    }

    /**
     * The command with a limit: it fails when it takes longer, also when it ends by itself after that.
     *
     * @param limit more than zero
     */
    static Command within(Duration limit, Command command) {
        return invocation -> {
            try (TimeLimit time = new TimeLimit(limit, invocation.err())) {
                Thread.ofPlatform().daemon().name("time limit").start(time::watch);
                return time.run(command, invocation);
            }
        };
    }

    private int run(Command command, Invocation invocation) throws IOException {
        int code;
        try {
            code = command.run(invocation);
        } catch (IOException e) {
            throw isExpired()
                    ? RegistryException.of(ErrorKind.CANCELED, message() + ": " + RegistryException.describe(e), e)
                    : e;
        }
        if (isExpired()) {
            throw RegistryException.of(ErrorKind.CANCELED, message());
        }
        return code;
    }

    private synchronized boolean isExpired() {
        return expired;
    }

    private void watch() {
        try {
            if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS) && expire()) {
                if (!ended.await(Interrupts.GRACE_SECONDS, TimeUnit.SECONDS)) {
                    err.println(message());
                    Runtime.getRuntime().halt(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean expire() {
        if (ended.getCount() == 0) {
            return false;
        }
        expired = true;
        command.interrupt();
        return true;
    }

    private String message() {
        return "the command took longer than its time limit of " + GoDuration.format(limit);
    }

    /** The command has ended; its thread is not interrupted any more. */
    @Override
    public synchronized void close() {
        ended.countDown();
        if (expired) {
            Thread.interrupted();
        }
    }
}
