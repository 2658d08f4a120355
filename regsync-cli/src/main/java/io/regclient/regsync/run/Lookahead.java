// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.kit.service.TaskBatch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Asks about items in their order, and about the next ones early. It knows no more of ten thousand items than of a few.
 *
 * @param <I> the items
 * @param <A> the answers
 */
final class Lookahead<I, A> {
    private final TaskBatch tasks;
    private final Iterator<I> items;
    private final int width;
    private final Asking<I, A> asking;
    private final Deque<Next<I, A>> coming = new ArrayDeque<>();

    /**
     * What is asked about each item.
     *
     * @param <I> the items
     * @param <A> the answers
     */
    @FunctionalInterface
    interface Asking<I, A> {
        A ask(I item) throws IOException;
    }

    /**
     * An item with the answer to come.
     *
     * @param <I> the items
     * @param <A> the answers
     */
    record Next<I, A>(I item, Answer<A> answer) {}

    /**
     * Prepares the questions.
     *
     * @param width answers that wait for their turn at most
     */
    Lookahead(TaskBatch tasks, Iterable<I> items, int width, Asking<I, A> asking) {
        this.tasks = tasks;
        this.items = items.iterator();
        this.width = width;
        this.asking = asking;
    }

    /** Asks as early as there are threads to spare. */
    void begin() {
        boolean spare = coming.isEmpty() || coming.getLast().answer().askEarly();
        while (spare && coming.size() < width && items.hasNext()) {
            coming.add(take());
            spare = coming.getLast().answer().askEarly();
        }
    }

    /** The next item in order; empty after the last one. */
    Optional<Next<I, A>> next() {
        if (coming.isEmpty() && !items.hasNext()) {
            return Optional.empty();
        }
        Next<I, A> next = coming.isEmpty() ? take() : coming.removeFirst();
        begin();
        return Optional.of(next);
    }

    private Next<I, A> take() {
        I item = items.next();
        return new Next<>(item, new Answer<>(tasks, () -> asking.ask(item)));
    }
}
