// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.ref.RegistryRef;
import io.regclient.time.RecentlyUsed;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.Optional;

/** Remembers for 5 minutes per repository or registry whether it has an API (contract RF-3). Thread-safe. */
final class ApiMemory {
    static final Duration AGE = Duration.ofMinutes(5);

    private static final int MAX_ENTRIES = 1000;

    private final Ticker ticker;
    private final RecentlyUsed<RegistryRef, Answer> answers = new RecentlyUsed<>(MAX_ENTRIES);

    private record Answer(boolean available, long since) {}

    ApiMemory(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Empty when nothing is known any more. */
    Optional<Boolean> isAvailable(RegistryRef repo) {
        return answers.get(repo.withoutVersion()).filter(this::isFresh).map(Answer::available);
    }

    void remember(RegistryRef repo, boolean available) {
        answers.put(repo.withoutVersion(), new Answer(available, ticker.nanos()));
    }

    private boolean isFresh(Answer answer) {
        return ticker.nanos() - answer.since < AGE.toNanos();
    }
}
