// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.io.PrintStream;

/**
 * Where log lines of the current run go. The target is inherited by the threads a run starts, so that programs can run
 * side by side in one JVM (tests do).
 */
public final class Logging {
    private static final InheritableThreadLocal<Logging> CURRENT = new InheritableThreadLocal<>();

    private final PrintStream target;
    private final int threshold;
    private final boolean json;

    private Logging(PrintStream target, int threshold, boolean json) {
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
        CURRENT.set(new Logging(target, threshold, json));
    }

    static boolean isEnabled(int level) {
        Logging current = CURRENT.get();
        return current != null && level >= current.threshold;
    }

    static void write(SlogRecord entry) {
        Logging current = CURRENT.get();
        if (current != null) {
            current.target.print(current.json ? entry.toJson() : entry.toText());
            current.target.flush();
        }
    }
}
