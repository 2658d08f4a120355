// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.log.HeldLines;
import io.regclient.kit.service.TaskBatch;
import java.io.IOException;
import java.util.Optional;

/**
 * Something that was asked, perhaps ahead of its turn: what is logged about it, and how it fails, shows when the answer
 * is wanted.
 *
 * @param <A> the answer
 */
final class Answer<A> {
    private final HeldLines lines = new HeldLines();
    private final TaskBatch.Task task;
    private boolean started;
    private Optional<A> value = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    /**
     * Something to ask.
     *
     * @param <A> the answer
     */
    @FunctionalInterface
    interface Question<A> {
        A ask() throws IOException;
    }

    Answer(TaskBatch tasks, Question<A> question) {
        this.task = tasks.ahead(() -> ask(question));
    }

    private void ask(Question<A> question) {
        try {
            value = Optional.of(lines.<A, IOException>run(question::ask));
        } catch (Throwable e) { // whatever it is must reach the thread that wants the answer
            failure = Optional.of(e);
        }
    }

    /** Asks now if there is a thread to spare; true when it was asked. */
    boolean askEarly() {
        started = started || task.startIfSpare();
        return started;
    }

    /** The answer; asks now if nobody has, and logs what there was to log. */
    A get() throws IOException {
        lines.release();
        try {
            task.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "task was canceled", e);
        }
        if (failure.isPresent()) {
            switch (failure.get()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
        return value.orElseThrow();
    }
}
