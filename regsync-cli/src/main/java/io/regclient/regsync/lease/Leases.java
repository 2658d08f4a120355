// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.regsync.state.LastWords;
import io.regclient.regsync.state.LeaseRow;
import io.regclient.regsync.state.LeaseTable;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a server that shares them with others: who runs what, and when, is decided in the database and by its
 * clock. A thread of its own renews what is held three times in the time of a lease, and looks for runs that broke off
 * elsewhere. Thread-safe.
 */
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /** A run may begin so much early, for the clock of a server and that of the database differ. */
    private static final Duration EARLY = Duration.ofMillis(250);

    /** Added to waits for the end of a time of others. */
    private static final Duration AFTER = Duration.ofMillis(20);

    /** Others see that a server is gone when its time is over, too. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final String instance;
    private final Duration time;
    private final Ticker ticker;
    private final Sleeper sleeper;
    private final LeaseTable asked;
    private final LeaseTable renewed;
    private final String name;
    private final Map<String, Lease> held = new HashMap<>();
    private final Map<String, Ended> unfinished = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();
    private Set<String> own = Set.of();
    private Consumer<String> due = entry -> {};
    private boolean away;
    private final ServerCount instances;
    private final Turns turns;
    private @Nullable Thread thread;

    /** A run that is over, of which the database does not know it yet. */
    private record Ended(long token, EntryOutcome outcome) {}

    /** What the leases of a process need. */
    record Terms(String instance, Duration time, Ticker ticker, Sleeper sleeper) {}

    Leases(Terms terms, Database database, ServerCount instances) {
        this.instances = instances;
        this.turns = new Turns(instances);
        this.instance = terms.instance();
        this.time = terms.time();
        this.ticker = terms.ticker();
        this.sleeper = terms.sleeper();
        this.asked = LeaseTable.of(database, ticker);
        this.renewed = LeaseTable.of(database, ticker);
        this.name = database.name();
    }

    /**
     * Prepares; nothing is asked before {@link #start}.
     *
     * @param database empty where it cannot be shared
     * @param time how long a server that is not heard of keeps its entries
     * @param instances is told how many servers there are
     */
    public static Optional<Leases> of(Database database, Duration time, ServerCount instances) {
        if (!database.isShared() || time.isZero()) {
            return Optional.empty();
        }
        Terms terms = new Terms(InstanceName.draw(System::getenv), time, Ticker.system(), Sleeper.system());
        return Optional.of(new Leases(terms, database.within(time.dividedBy(Lease.RENEWALS)), instances));
    }

    /** The name of this server. */
    public String instance() {
        return instance;
    }

    /**
     * Begins to renew and to look, the first time before it returns.
     *
     * @param listener hears the keys of entries that are to be tried now, whatever their schedules say
     */
    public void start(Consumer<String> listener) {
        listen(listener);
        LOG.atInfo()
                .addKeyValue("instance", instance)
                .addKeyValue("lease", time)
                .log("Entries are shared with other servers");
        round(); // how many servers there are is known before the first entry is taken
        thread = Thread.ofPlatform().daemon().name("leases").start(this::keep);
    }

    synchronized void listen(Consumer<String> listener) {
        due = listener;
    }

    /** The keys of the entries this server runs, from now on. */
    public void serve(Set<String> entries) {
        synchronized (this) {
            own = Set.copyOf(entries);
        }
        turns.of(entries.size());
    }

    /** How many of them it runs at a time. */
    public Turns turns() {
        return turns;
    }

    /**
     * It is time for an entry, by the clock of this server.
     *
     * @param schedule empty when it has none that makes sense: then each server runs it, one after the other
     * @param first whether the run would only copy what is missing
     */
    public Claim claim(SharedEntry entry, Optional<Schedule> schedule, boolean first) {
        synchronized (this) {
            if (away) {
                waiting.add(entry.key());
                return new Claim.Away();
            }
        }
        try {
            return ask(entry, schedule, first);
        } catch (IOException e) {
            isAway(e);
            synchronized (this) {
                waiting.add(entry.key());
            }
            return new Claim.Away();
        }
    }

    private Claim ask(SharedEntry entry, Optional<Schedule> schedule, boolean first) throws IOException {
        LeaseTable.Seen seen = asked.look(entry.key());
        if (seen.row().isEmpty()) {
            return take(entry, seen.now(), first, 0);
        }
        LeaseRow row = seen.row().get();
        if (row.isRunning()) {
            return new Claim.Elsewhere();
        }
        Claim claim = ask(entry, schedule, first, row, seen.now());
        if (claim instanceof Claim.Ours && row.isBrokenOff()) {
            LOG.atInfo()
                    .addKeyValue("source", entry.source())
                    .addKeyValue("target", entry.target())
                    .addKeyValue("server", row.holder())
                    .log("Entry taken over, its server was cut off");
        }
        return claim;
    }

    private Claim ask(SharedEntry entry, Optional<Schedule> schedule, boolean first, LeaseRow row, Instant now)
            throws IOException {
        Optional<Instant> next = schedule.isPresent() ? schedule.get().next(row.started()) : Optional.of(now);
        if (next.isPresent() && !next.get().isAfter(now.plus(EARLY))) {
            Instant counts = next.get().isAfter(now) ? next.get() : now;
            boolean more =
                    row.isBrokenOff() && !row.action().equals(LeaseRow.MISSING); // what it did not finish is done too
            return take(entry, counts, first && !more, row.token());
        }
        if (row.isBrokenOff()) {
            return take(entry, now, row.action().equals(LeaseRow.MISSING), row.token());
        }
        return next.isPresent() ? new Claim.NotDue(Duration.between(now, next.get())) : new Claim.Elsewhere();
    }

    private Claim take(SharedEntry entry, Instant counts, boolean first, long seen) throws IOException {
        LeaseTable.Bid bid = new LeaseTable.Bid(
                entry.key(), entry.source(), entry.target(), first ? LeaseRow.MISSING : LeaseRow.COPY, instance, time);
        long nanos = ticker.nanos();
        Instant at = ticker.now();
        Optional<Long> token = asked.take(bid, seen, counts);
        if (token.isEmpty()) {
            return new Claim.Elsewhere();
        }
        Lease lease = new Lease(entry, token.get(), time, ticker, asked);
        lease.confirmed(nanos, at);
        synchronized (this) {
            held.put(entry.key(), lease);
        }
        return new Claim.Ours(lease, first);
    }

    /**
     * A run is over.
     *
     * @param outcome what it came to; empty when it was cut off, so that another server does it again
     */
    public void end(Lease lease, Optional<EntryOutcome> outcome) {
        String key = lease.entry().key();
        synchronized (this) {
            held.remove(key, lease);
        }
        if (lease.lost().isPresent()) {
            return; // its row says that it broke off, or belongs to somebody else
        }
        boolean interrupted = Thread.interrupted(); // what ends is told, however it ended
        try {
            if (outcome.isPresent()) {
                asked.finish(key, lease.token(), outcome.get());
            } else {
                asked.giveUp(key, lease.token());
            }
        } catch (IOException e) {
            isAway(e);
            if (outcome.isPresent()) {
                synchronized (this) {
                    unfinished.put(key, new Ended(lease.token(), outcome.get()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keep() {
        try {
            sleeper.sleep(time.dividedBy(Lease.RENEWALS));
            while (!Thread.currentThread().isInterrupted()) {
                long began = ticker.nanos();
                Duration wait = round().minusNanos(ticker.nanos() - began);
                turns.settle();
                sleeper.sleep(wait.isPositive() ? wait : AFTER);
            }
        } catch (InterruptedException e) {
            LOG.debug("Leases are not renewed any more");
        } catch (RuntimeException | Error e) { // without renewals all are lost in their time, and nothing begins
            LOG.error("Leases cannot be renewed any more, restart the server", e);
        }
    }

    /** Renews, looks, and tells when to do so again. */
    Duration round() {
        Duration next = time.dividedBy(Lease.RENEWALS);
        List<Lease> ours;
        Map<String, Long> tokens = new HashMap<>();
        synchronized (this) {
            ours = List.copyOf(held.values());
        }
        ours.forEach(lease -> tokens.put(lease.entry().key(), lease.token()));
        try {
            long nanos = ticker.nanos();
            Instant at = ticker.now();
            Set<String> kept = renewed.renew(instance, tokens, time);
            for (Lease lease : ours) {
                if (kept.contains(lease.entry().key())) {
                    lease.confirmed(nanos, at);
                } else {
                    lose(lease);
                }
            }
            finishLate();
            Duration others = look();
            instances.is(renewed.instances());
            turns.recount();
            isBack();
            return others.compareTo(next) < 0 ? others : next;
        } catch (IOException e) {
            ours.forEach(Lease::expire);
            isAway(e);
            return next;
        }
    }

    /** A lease that is not held any more; one that ended a moment ago is none. */
    private void lose(Lease lease) throws IOException {
        boolean goesOn;
        synchronized (this) {
            goesOn = held.get(lease.entry().key()) == lease;
        }
        if (goesOn) {
            lease.lose(Lease.whoHas(renewed.look(lease.entry().key()).row(), lease.token()));
        }
    }

    /** Runs that ended while the database was away. */
    private void finishLate() throws IOException {
        Map<String, Ended> late;
        synchronized (this) {
            late = Map.copyOf(unfinished);
        }
        for (Map.Entry<String, Ended> each : late.entrySet()) {
            renewed.finish(
                    each.getKey(), each.getValue().token(), each.getValue().outcome());
            synchronized (this) {
                unfinished.remove(each.getKey(), each.getValue());
            }
        }
    }

    /** Looks for runs that broke off, and tells when the next one of others would. */
    private Duration look() throws IOException {
        Set<String> entries;
        synchronized (this) {
            entries = own;
        }
        Duration first = time;
        if (entries.isEmpty()) {
            return first;
        }
        for (LeaseRow row : renewed.unfinished(entries)) {
            if (row.isBrokenOff()) {
                tell(row.entry());
            } else if (!row.holder().equals(instance) && row.left().plus(AFTER).compareTo(first) < 0) {
                first = row.left().plus(AFTER);
            }
        }
        return first;
    }

    private void tell(String entry) {
        Consumer<String> listener;
        synchronized (this) {
            listener = due;
        }
        listener.accept(entry);
    }

    private void isAway(IOException why) {
        if (RegistryException.is(why, ErrorKind.CANCELED)) {
            return; // this thread was asked to end, that tells nothing about the database
        }
        synchronized (this) {
            if (away) {
                return;
            }
            away = true;
        }
        LOG.atWarn()
                .addKeyValue("state", name)
                .addKeyValue("error", RegistryException.describe(why))
                .log("State cannot be reached, no run begins until it is back, and runs end when their leases do");
    }

    private void isBack() {
        List<String> late;
        boolean wasAway;
        synchronized (this) {
            wasAway = away;
            away = false;
            late = List.copyOf(waiting);
            waiting.clear();
        }
        if (wasAway) {
            LOG.atInfo().addKeyValue("state", name).log("State is back, runs go on");
        }
        late.forEach(this::tell);
    }

    /** Ends; what is still held is left to others when its time is over. */
    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
        LastWords.say(FAREWELL, this::leave);
    }

    private void leave() {
        try {
            asked.leave(instance);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("error", RegistryException.describe(e)).log("The end could not be told");
        } finally {
            asked.close();
            renewed.close();
        }
    }
}
