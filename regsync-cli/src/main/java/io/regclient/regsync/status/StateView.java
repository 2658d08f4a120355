// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the state for the status of a server, by a connection of its own: neither waits for the other. However many people
 * look, it is read every few seconds at most, and a database that hangs holds nobody up for longer than two. Thread-safe.
 */
public final class StateView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateView.class);
    private static final Duration AGE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_MOVES = 50;

    private final Opener opener;
    private final Supplier<Set<String>> shared;
    private final Ticker ticker;
    private final Duration patience;
    private final ExecutorService reader = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("status of state").factory());
    private Optional<StateStore> store = Optional.empty();
    private StateStatus status = StateStatus.UNKNOWN;
    private long read;
    private Optional<CountDownLatch> reading = Optional.empty();
    private boolean known;
    private boolean closed;

    /** Opens the state to read it; a database that is away fails at once. */
    @FunctionalInterface
    public interface Opener {
        /** The state, empty as long as nothing was written to it. */
        Optional<StateStore> open() throws IOException;
    }

    /**
     * Of a state that is opened when somebody looks.
     *
     * @param shared keys of the entries that other servers run, too
     */
    public StateView(Opener opener, Supplier<Set<String>> shared, Ticker ticker) {
        this(opener, shared, ticker, PATIENCE);
    }

    StateView(Opener opener, Supplier<Set<String>> shared, Ticker ticker, Duration patience) {
        this.opener = opener;
        this.shared = shared;
        this.ticker = ticker;
        this.patience = patience;
    }

    /** What is in the state, at most a few seconds old unless it says that there is a problem. */
    public StateStatus status() throws InterruptedException {
        CountDownLatch latch;
        synchronized (this) {
            if (known && ticker.nanos() - read < AGE.toNanos()) {
                return status;
            }
            if (closed) {
                return status;
            }
            if (reading.isEmpty()) {
                CountDownLatch begun = new CountDownLatch(1);
                reading = Optional.of(begun);
                reader.execute(() -> read(begun));
            }
            latch = reading.get();
        }
        boolean done = latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            return done ? status : status.withProblem("the state does not answer");
        }
    }

    private void read(CountDownLatch begun) {
        Optional<StateStatus> found = Optional.empty();
        Optional<IOException> failure = Optional.empty();
        try {
            found = Optional.of(read());
        } catch (IOException e) {
            failure = Optional.of(e);
        } finally {
            ended(found, failure, begun);
        }
    }

    private synchronized void ended(Optional<StateStatus> found, Optional<IOException> failure, CountDownLatch begun) {
        StateStatus before = status;
        status = found.orElseGet(
                () -> failure.map(before::with).orElseGet(() -> before.withProblem("the state could not be read")));
        read = ticker.nanos();
        known = true;
        reading = Optional.empty();
        begun.countDown();
    }

    /** Only the reader's thread comes here. */
    private StateStatus read() throws IOException {
        if (store.isEmpty()) {
            store = opener.open();
        }
        if (store.isEmpty()) {
            return StateStatus.UNKNOWN;
        }
        StateStore found = store.get();
        Set<String> entries = shared.get();
        return StateStatus.of(
                found.held(StateStatus.MAX_HELD),
                found.heldCount(),
                found.recent(MAX_MOVES),
                entries.isEmpty() ? List.of() : found.entryRuns(entries, ticker.now()));
    }

    /**
     * Reads no more. The connection is closed then, unless the database hangs: SQLite brings its file in order when the one
     * that writes is the last to close.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        reader.execute(() -> store.ifPresent(StateStore::close)); // behind a read that goes on
        reader.shutdown();
        boolean interrupted = Thread.interrupted(); // the end of a server is an interrupt
        try {
            if (!reader.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("The state does not end to be read");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
