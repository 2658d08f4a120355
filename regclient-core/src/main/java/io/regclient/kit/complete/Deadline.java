// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An answer that is worth nothing when it comes late. */
final class Deadline {
    private Deadline() {}

    /** The answer, or nothing when it fails or takes longer; what is late is interrupted and goes with the process. */
    static <T> Optional<T> of(Duration limit, Callable<T> question) {
        FutureTask<T> answer = new FutureTask<>(question);
        Thread.ofPlatform().daemon().name("question").start(answer);
        try {
            return Optional.of(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            answer.cancel(true);
        }
    }
}
