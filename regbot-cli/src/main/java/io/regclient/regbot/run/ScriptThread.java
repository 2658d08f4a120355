// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.kit.service.Failures;
import io.regclient.regbot.config.ScriptEntry;
import java.io.IOException;
import java.util.Optional;

/** One script on a thread of its own: Lua recursion needs a deep stack. */
final class ScriptThread {
    /** Bytes of stack; the interpreter's depth limit is reached long before. */
    private static final long STACK_BYTES = 16L << 20;

    private final Thread thread;
    private volatile Optional<IOException> failure = Optional.empty();

    private ScriptThread(ScriptRunner runner, ScriptEntry script) {
        Runnable work = () -> failure = Failures.attempt(() -> runner.run(script));
        this.thread = new Thread(null, work, "script " + script.name(), STACK_BYTES);
        thread.setDaemon(true);
    }

    static ScriptThread start(ScriptRunner runner, ScriptEntry script) {
        ScriptThread started = new ScriptThread(runner, script);
        started.thread.start();
        return started;
    }

    /** Waits for the end; an interrupt of the waiting thread is passed on to the script, which is waited for. */
    void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
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
