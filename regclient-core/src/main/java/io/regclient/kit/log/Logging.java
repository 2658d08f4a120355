// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.io.PrintStream;
import java.util.Optional;

/**
 * Where log lines of the current run go. The target is inherited by the threads a run starts, so that programs can run
 * side by side in one JVM (tests do). Threads that serve several runs take it over with {@link #current} and
 * {@link #during}.
 */
public final class Logging {
    private static final InheritableThreadLocal<Logging> CURRENT = new InheritableThreadLocal<>();

    private final Target target;
    private final int threshold;
    private final boolean json;

    /** Takes lines with their line ends. */
    @FunctionalInterface
    interface Target {
        void print(String lines);
    }

    /** Each line is on its way when the call returns. */
    private record Stream(PrintStream out) implements Target {
        @Override
        public void print(String lines) {
            out.print(lines);
            out.flush();
        }
    }

    private Logging(Target target, int threshold, boolean json) {
        this.target = target;
        this.threshold = threshold;
        this.json = json;
    }

    /**
     * Starts logging for this thread and the threads it will start; must come before the first logger is made.
     *
     * @param threshold the lowest level that is printed
     * @param provider name of the class slf4j gets its loggers from, unless the process names another
     */
    public static void start(PrintStream target, int threshold, boolean json, String provider) {
        if (System.getProperty("slf4j.provider") == null) {
            System.setProperty("slf4j.provider", provider);
            System.setProperty("slf4j.internal.verbosity", "WARN"); // slf4j would announce the choice on stderr
        }
        CURRENT.set(new Logging(new Stream(target), threshold, json));
    }

    /** Where this thread logs; empty when nothing was started. */
    public static Optional<Logging> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /**
     * Work with an end.
     *
     * @param <T> what it gives
     * @param <X> how it fails
     */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T run() throws X;
    }

    /** Does work that logs there, on this thread and those it starts. */
    public <T, X extends Exception> T during(Work<T, X> work) throws X {
        Optional<Logging> before = current();
        CURRENT.set(this);
        try {
            return work.run();
        } finally {
            if (before.isPresent()) {
                CURRENT.set(before.get());
            } else {
                CURRENT.remove();
            }
        }
    }

    /** The same without lines below a level. */
    public Logging from(int level) {
        return new Logging(target, Math.max(threshold, level), json);
    }

    /** The same levels and form with another target. */
    Logging to(Target other) {
        return new Logging(other, threshold, json);
    }

    void print(String lines) {
        target.print(lines);
    }

    static boolean isEnabled(int level) {
        Logging current = CURRENT.get();
        return current != null && level >= current.threshold;
    }

    static void write(SlogRecord entry) {
        Logging current = CURRENT.get();
        if (current != null) {
            current.print(current.json ? entry.toJson() : entry.toText());
        }
    }
}
