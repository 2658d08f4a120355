// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.SeveralFailures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What failed during a run, in the order it happened; only the last ones are kept. Thread-safe. */
final class Failures {
    /** A server runs for years; this many messages are enough to see what is wrong. */
    private static final int MAX_KEPT = 1000;

    private final List<IOException> kept = new ArrayList<>();
    private final Runnable onFirst;
    private long count;

    /**
     * Starts without failures.
     *
     * @param onFirst called once, when the first failure comes
     */
    Failures(Runnable onFirst) {
        this.onFirst = onFirst;
    }

    void add(IOException failure) {
        boolean first;
        synchronized (this) {
            first = count == 0;
            count++;
            if (kept.size() == MAX_KEPT) {
                kept.removeFirst();
            }
            kept.add(failure);
        }
        if (first) {
            onFirst.run();
        }
    }

    /** True when nothing more should be started: after a failure that aborts, or when the run was interrupted. */
    synchronized boolean stops(boolean abortOnError) {
        return Thread.currentThread().isInterrupted() || (abortOnError && count > 0);
    }

    /**
     * Throws what failed; failures that only say that another one or a signal ended the run are left out when
     * there is a real one.
     */
    void throwIfAny() throws IOException {
        throwUnlessCanceled();
        synchronized (this) {
            if (!kept.isEmpty()) {
                throw RegistryException.of(ErrorKind.CANCELED, "task was canceled", kept.getFirst());
            }
        }
    }

    /** Throws what failed, but not that runs were interrupted. */
    synchronized void throwUnlessCanceled() throws IOException {
        List<IOException> real = kept.stream()
                .filter(e -> !RegistryException.is(e, ErrorKind.CANCELED))
                .toList();
        if (!real.isEmpty()) {
            throw new SeveralFailures(real);
        }
    }
}
