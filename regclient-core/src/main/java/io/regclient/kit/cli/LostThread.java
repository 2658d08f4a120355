// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import java.io.PrintStream;

/**
 * What happens when a thread ends by an error that nobody waits for. Without memory the process cannot be trusted to go
 * on: somebody may wait for ever for what that thread would have done. So it ends, by the exit code of every other
 * failure and with a line; the JVM's own {@code -XX:+ExitOnOutOfMemoryError} would end it at the first such error, also
 * where it is the failure of one entry or script, with exit code 3 and a line on stdout.
 *
 * @param err where the line goes
 */
record LostThread(PrintStream err) implements Thread.UncaughtExceptionHandler {
    /** Made in time: later there may be no memory for it. */
    private static final String OUT_OF_MEMORY = "out of memory: a thread of the program has ended";

    /** Takes the place of the JVM's stack traces in this process. */
    void install() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable defect) {
        if (defect instanceof OutOfMemoryError) {
            try {
                err.println(OUT_OF_MEMORY);
            } finally {
                Runtime.getRuntime().halt(1);
            }
        }
        new ErrorReport(err, false).print(RegistryException.internal(defect));
    }
}
