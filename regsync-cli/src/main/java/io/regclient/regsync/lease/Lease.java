// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import io.regclient.fence.WriteFence;
import io.regclient.regsync.state.LeaseRow;
import io.regclient.regsync.state.LeaseTable;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry that this server runs. It is lost when the database has not confirmed it for most of its time, by either
 * clock of this machine: one stands still while the machine sleeps, and the other one may be set. Thread-safe.
 */
public final class Lease implements WriteFence {
    /** Of its time, this part is left for a request that is on its way when the rest is over. */
    private static final int MARGIN = 5;

    /** Confirmations come three times in the time of a lease; when one is late the database is asked. */
    static final int RENEWALS = 3;

    private final SharedEntry entry;
    private final long token;
    private final Duration usable;
    private final Duration fresh;
    private final Ticker ticker;
    private final LeaseTable table;
    private long confirmedNanos;
    private Instant confirmedAt = Instant.MIN;
    private Optional<String> lost = Optional.empty();
    private boolean over;
    private @Nullable Thread worker;

    Lease(SharedEntry entry, long token, Duration time, Ticker ticker, LeaseTable table) {
        this.entry = entry;
        this.token = token;
        this.usable = time.minus(time.dividedBy(MARGIN));
        this.fresh = time.dividedBy(RENEWALS).plus(time.dividedBy(2L * MARGIN));
        this.ticker = ticker;
        this.table = table;
    }

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    SharedEntry entry() {
        return entry;
    }

    /** The number of this run among all runs of the entry. */
    long token() {
        return token;
    }

    /** Whether somebody else may have the entry now. */
    public boolean isLost() {
        return lost().isPresent();
    }

    /** Why it was lost, empty when it was not. */
    synchronized Optional<String> lost() {
        return lost;
    }

    /**
     * Does the work of the run on this thread; what it writes is behind the fence.
     *
     * @throws RegistryException of kind UNAVAILABLE when the entry was lost meanwhile, whatever came of the work
     */
    public void during(Work work) throws IOException {
        begin();
        try {
            FenceScope.run(this, work::run);
        } catch (IOException e) {
            throwIfLost(end());
            throw e;
        } finally {
            end();
        }
        throwIfLost(lost());
    }

    private static void throwIfLost(Optional<String> why) throws RegistryException {
        if (why.isPresent()) {
            throw RegistryException.of(ErrorKind.UNAVAILABLE, why.get());
        }
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        if (lost.isPresent()) {
            worker.interrupt();
        }
    }

    /** Why it was lost; an interrupt because of that was for this work, not for what its thread does next. */
    private synchronized Optional<String> end() {
        if (!over && lost.isPresent()) {
            Thread.interrupted();
        }
        over = true;
        worker = null;
        return lost;
    }

    /** The database has said that the entry is ours, when it was asked at this time. */
    synchronized void confirmed(long nanos, Instant at) {
        confirmedNanos = nanos;
        confirmedAt = at;
    }

    /** Nobody may write for this run any more, and it ends. */
    synchronized void lose(String why) {
        if (over || lost.isPresent()) {
            return;
        }
        lost = Optional.of(
                "this server has lost the entry, " + why + "; what is not written yet is left to the next run");
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Loses the lease when its time is over. */
    synchronized void expire() {
        if (!isYounger(usable)) {
            lose("for it could not renew its lease in time");
        }
    }

    private synchronized boolean isYounger(Duration limit) {
        boolean running = ticker.nanos() - confirmedNanos < limit.toNanos();
        return running && ticker.now().isBefore(confirmedAt.plus(limit));
    }

    /** By the clocks alone as long as renewals come in time. */
    @Override
    public void requireOpen() throws RegistryException {
        expire();
        if (lost().isEmpty() && !isYounger(fresh)) {
            askDatabase();
            expire();
        }
        Optional<String> why = lost();
        if (why.isPresent()) {
            throw RegistryException.of(ErrorKind.CANCELED, why.get());
        }
    }

    private void askDatabase() {
        try {
            Optional<LeaseRow> row = table.look(entry.key()).row();
            if (row.isEmpty() || row.get().token() != token || !row.get().isRunning()) {
                lose(whoHas(row, token));
            }
        } catch (IOException e) {
            expire(); // nobody else can have it before its time is over
        }
    }

    /** Who has it now. */
    static String whoHas(Optional<LeaseRow> row, long token) {
        return row.filter(now -> now.token() != token)
                .map(now -> now.holder() + " has it now")
                .orElse("its time ran out before it was renewed");
    }
}
