// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs steps of a test at the same time. */
public final class Concurrently {
    private Concurrently() {}

    /** One thing to do. */
    @FunctionalInterface
    public interface Step {
        void run() throws IOException;
    }

    /** Runs all steps, each on a thread of its own, and fails with the first failure. */
    public static void run(List<? extends Step> steps) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Step step : steps) {
                running.add(threads.submit(() -> {
                    step.run();
                    return "done";
                }));
            }
            for (Future<?> each : running) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("a concurrent step failed", e.getCause());
                }
            }
        }
    }
}
