// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.Failures;
import io.regclient.regbot.config.ScriptEntry;
import java.io.IOException;
import java.util.Optional;

/** One script on a thread of its own: Lua recursion needs a deep stack. */
final class ScriptThread {
    /** Bytes of stack; the interpreter's depth limit is reached long before. */
    private static final long STACK_BYTES = 16L << 20;

    /** How often a script that has to end is interrupted: it may catch what an interrupt ends, and begin the next wait. */
    private static final long AGAIN_MILLIS = 100;

    private final Thread thread;

    /** Until the script has ended what it is when there is no memory left to say how it did. */
    private volatile Optional<IOException> failure;

    private ScriptThread(ScriptRunner runner, ScriptEntry script) {
        failure = Optional.of(failed(script, "not enough memory"));
        this.thread = new Thread(null, () -> work(runner, script), "script " + script.name(), STACK_BYTES);
        thread.setDaemon(true);
    }

    static ScriptThread start(ScriptRunner runner, ScriptEntry script) {
        ScriptThread started = new ScriptThread(runner, script);
        try {
            started.thread.start();
        } catch (OutOfMemoryError e) { // no room for another thread
            started.failure = Optional.of(failed(script, String.valueOf(e.getMessage())));
        }
        return started;
    }

    /** Whatever ends the script counts as its failure, an error of the machine as well. */
    private void work(ScriptRunner runner, ScriptEntry script) {
        try {
            failure = Failures.attempt(() -> runner.run(script));
        } catch (OutOfMemoryError e) {
            return; // another one, in telling the first
        }
    }

    private static RegistryException failed(ScriptEntry script, String why) {
        return RegistryException.of(ErrorKind.UNAVAILABLE, "failure in user script \"" + script.name() + "\": " + why);
    }

    /** Waits for the end; an interrupt of the waiting thread is passed on to the script, which is waited for. */
    void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(interrupted ? AGAIN_MILLIS : 0);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the script failed with, once it has ended. */
    Optional<IOException> failure() {
        return failure;
    }
}
