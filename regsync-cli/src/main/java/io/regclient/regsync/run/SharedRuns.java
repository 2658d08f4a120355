// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.schema.Activations;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.ServiceLoop;
import io.regclient.regsync.lease.Claim;
import io.regclient.regsync.lease.Leases;
import io.regclient.regsync.lease.SharedEntry;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.EntryOutcome;
import io.regclient.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs of entries that several servers share: each takes place in one of them, and once for an activation of all. */
public final class SharedRuns {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRuns.class);

    private final Leases leases;
    private final ServiceLoop loop;
    private final Ticker ticker;
    private final Share share;
    private final Outcomes outcomes;
    private Map<String, EntryKey> entries = Map.of();

    /** Knows what runs of this server came to. */
    @FunctionalInterface
    public interface Outcomes {
        /** Of the last run of an entry that is over. */
        EntryOutcome last(SyncEntry entry);
    }

    /**
     * How a server shares its entries.
     *
     * @param leases by which all know who runs what
     * @param outcomes what others are told
     */
    public record Sharing(Leases leases, Outcomes outcomes) {}

    SharedRuns(Sharing sharing, ServiceLoop loop, Ticker ticker, Share share) {
        this.leases = sharing.leases();
        this.outcomes = sharing.outcomes();
        this.loop = loop;
        this.ticker = ticker;
        this.share = share;
    }

    /** What all servers know these entries by, in their order. */
    public static List<String> keys(List<SyncEntry> entries, Share share) {
        return EntryKey.of(entries).keySet().stream()
                .map(key -> shared(key, share).key())
                .toList();
    }

    /** Begins to listen for entries that wait for a server. */
    void start() {
        leases.start(this::due);
    }

    /** The entries of this server from now on. */
    void serve(Set<EntryKey> keys) {
        Map<String, EntryKey> next = new HashMap<>();
        keys.forEach(key -> next.put(shared(key, share).key(), key));
        synchronized (this) {
            entries = next;
        }
        leases.serve(next.keySet());
    }

    /** Shards of one configuration do different parts of an entry. */
    private static SharedEntry shared(EntryKey key, Share share) {
        String part = share.isWhole() ? "" : share.toString();
        return SharedEntry.of(key.source(), key.target(), List.of(key.type(), "" + key.number(), part));
    }

    private void due(String entry) {
        EntryKey key;
        synchronized (this) {
            key = entries.get(entry);
        }
        if (key != null) {
            loop.expect(key, ticker.now());
        }
    }

    /**
     * Waits until this server may take one more entry, by the configuration of the moment when it is its turn.
     *
     * @return false when the server ends
     */
    boolean begin() {
        try {
            leases.turns().begin();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the next one begin. */
    void end() {
        leases.turns().end();
    }

    /** Runs the entry if it is due and nobody else does. */
    void run(EntryKey key, SyncEntry entry, EntryRunner runner, SyncAction wanted, Failures failures) {
        Claim claim = leases.claim(shared(key, share), schedule(entry), wanted == SyncAction.MISSING);
        switch (claim) {
            case Claim.Ours ours -> run(entry, runner, ours, failures);
            case Claim.NotDue later -> loop.expect(key, ticker.now().plus(later.left()));
            case Claim.Elsewhere _ -> leaveOut(entry, "another server runs it");
            case Claim.Away _ -> leaveOut(entry, "the state is away");
        }
    }

    private void run(SyncEntry entry, EntryRunner runner, Claim.Ours ours, Failures failures) {
        Optional<EntryOutcome> outcome = Optional.empty();
        try {
            runner.run(entry, ours.first() ? SyncAction.MISSING : SyncAction.COPY, failures, Optional.of(ours.lease()));
            if (!Thread.currentThread().isInterrupted()) {
                outcome = Optional.of(outcomes.last(entry));
            }
        } finally {
            leases.end(ours.lease(), outcome);
        }
    }

    private static void leaveOut(SyncEntry entry, String why) {
        LOG.atDebug()
                .addKeyValue("source", entry.source())
                .addKeyValue("target", entry.target())
                .addKeyValue("reason", why)
                .log("Entry is not run here now");
    }

    private static Optional<Schedule> schedule(SyncEntry entry) {
        Optional<Activations> activations = entry.activations();
        try {
            return activations.isPresent()
                    ? Optional.of(activations.get().schedule().get())
                    : Optional.empty();
        } catch (RegistryException e) {
            return Optional.empty(); // told when it was scheduled
        }
    }
}
