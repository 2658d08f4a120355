// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.regbot.config.ScriptEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs all scripts once: side by side when {@code parallel} is positive (contract regbot A3). */
public final class OnceRun {
    private final ScriptRunner runner;
    private final boolean parallel;

    /**
     * Prepares a run.
     *
     * @param parallel more than 0 starts all scripts at the same time
     */
    public OnceRun(ScriptRunner runner, int parallel) {
        this.runner = runner;
        this.parallel = parallel > 0;
    }

    /** Runs the scripts; a failing one never stops the others. Every failure is reported, in the order of the file. */
    public void run(List<ScriptEntry> scripts) throws IOException {
        List<ScriptThread> threads = new ArrayList<>();
        for (ScriptEntry script : scripts) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            ScriptThread thread = ScriptThread.start(runner, script);
            threads.add(thread);
            if (!parallel) {
                thread.await();
            }
        }
        List<IOException> failures = new ArrayList<>();
        for (ScriptThread thread : threads) {
            thread.await();
            thread.failure().ifPresent(failures::add);
        }
        if (!failures.isEmpty()) {
            throw new SeveralFailures(failures);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw RegistryException.of(ErrorKind.CANCELED, "context canceled");
        }
    }
}
