// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the run when non-daemon threads survive it: such a thread would keep a program from ending. Registered for all
 * tests; because classes run side by side, the check is made once, after the last class.
 */
public final class LeakCheckExtension implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakCheckExtension.class);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ThreadCheck.class, key -> new ThreadCheck(GRACE), ThreadCheck.class);
    }

    /** Remembers the threads of the start and compares at the end of the run, when the store closes it. */
    public static final class ThreadCheck implements AutoCloseable {
        private final Set<Thread> before = new HashSet<>(live());
        private final Duration grace;

        /** Starts a check that gives a thread this time to end. */
        public ThreadCheck(Duration grace) {
            this.grace = grace;
        }

        @Override
        public void close() {
            List<String> leaks = new ArrayList<>();
            for (Thread thread : live()) {
                if (!before.contains(thread) && !ends(thread, grace)) {
                    leaks.add(thread.getName() + " at " + List.of(thread.getStackTrace()));
                }
            }
            if (!leaks.isEmpty()) {
                throw new AssertionError(leaks.size() + " threads survived the tests: " + leaks);
            }
        }

        private static boolean ends(Thread thread, Duration grace) {
            try {
                return thread.join(grace);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private static List<Thread> live() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.isAlive() && !thread.isDaemon())
                    .filter(thread -> !thread.equals(Thread.currentThread()))
                    .filter(thread -> !thread.getName().startsWith("junit-")) // the engine's own workers
                    .toList();
        }
    }
}
