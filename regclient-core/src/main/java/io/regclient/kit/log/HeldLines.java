// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of work that runs before its turn: they wait until they are released, and are written at once from then on.
 * Thread-safe.
 */
public final class HeldLines {
    /** Characters that wait at most; what is more is written too early rather than kept. */
    private static final int MAX_HELD = 1 << 20;

    private final Optional<Logging> source;
    private final StringBuilder held = new StringBuilder();

    @Nullable
    private Logging released;

    /** For work whose log is that of the current thread, until it is released elsewhere. */
    public HeldLines() {
        this.source = Logging.current();
    }

    /** Does work of which the lines are held; its threads log there too. */
    public <T, X extends Exception> T run(Logging.Work<T, X> work) throws X {
        return source.isPresent() ? source.get().to(this::write).during(work) : work.run();
    }

    /** Writes the lines so far, and those that follow, where the current thread logs. */
    public void release() {
        Optional<Logging> current = Logging.current();
        if (current.isPresent()) {
            releaseTo(current.get());
        }
    }

    /** Writes the lines where they were to go when the work was announced. */
    void releaseToSource() {
        if (source.isPresent()) {
            releaseTo(source.get());
        }
    }

    private synchronized void releaseTo(Logging target) {
        if (released == null) {
            released = target;
            flush(target);
        }
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    private synchronized void write(String line) {
        if (released != null) {
            released.print(line);
            return;
        }
        held.append(line);
        if (held.length() > MAX_HELD) {
            flush(source.orElseThrow());
        }
    }

    private void flush(Logging target) {
        if (!held.isEmpty()) {
            target.print(held.toString());
            held.setLength(0);
            held.trimToSize();
        }
    }
}
