// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an interrupt of the command's thread and holds the shutdown until the command has ended,
 * so that nothing is left half-done (contract regctl 2.3, regsync 13).
 */
final class Interrupts implements AutoCloseable {
    /** How long a command may take to end after a signal, in seconds; containers are killed after 10 s. */
    static final int GRACE_SECONDS = 9;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = 1;

    private Interrupts(Thread worker) {
        this.hook = new Thread(() -> interruptAndWait(worker), "shutdown");
    }

    static Interrupts install() {
        Interrupts interrupts = new Interrupts(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interrupts.hook);
        return interrupts;
    }

    private void interruptAndWait(Thread worker) {
        worker.interrupt();
        try {
            // without halt the exit status would be 128 + the signal's number
            int code = ended.await(GRACE_SECONDS, TimeUnit.SECONDS) ? exitCode : 1;
            Runtime.getRuntime().halt(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the exit code of the command, which is the program's even after a signal. */
    void ended(int code) {
        exitCode = code;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is going down already, and the hook waits for this
            ended.countDown();
        }
    }
}
