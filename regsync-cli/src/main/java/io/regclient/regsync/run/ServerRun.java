// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.kit.service.Failures;
import io.regclient.kit.service.Job;
import io.regclient.kit.service.ServiceLoop;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.event.KeyValuePair;

/**
 * Runs entries by their schedules until the thread is interrupted, after a first pass that only copies what the target
 * does not have (contract regsync 12). Entries may be replaced meanwhile: each run takes entry and context of the time
 * when it begins, and goes on with them.
 */
public final class ServerRun {
    private final ServiceLoop loop;
    private final EntryRunner runner;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Optional<SharedRuns> shared;
    private Generation generation;

    public ServerRun(RunContext context, Ticker ticker) {
        this(context, ticker, Optional.empty());
    }

    /**
     * A server that shares its entries with others.
     *
     * @param sharing how, empty when it does not; its leases are started here, and closed by the caller
     */
    public ServerRun(RunContext context, Ticker ticker, Optional<SharedRuns.Sharing> sharing) {
        this.runner = context.entryRunner();
        this.generation = new Generation(runner, Map.of(), () -> {});
        this.loop = new ServiceLoop(ticker, context.sleeper(), context.parallel() > 0, context.abortOnError());
        this.shared = sharing.isPresent()
                ? Optional.of(new SharedRuns(sharing.get(), loop, ticker, context.share()))
                : Optional.empty();
    }

    /**
     * Serves until interrupted, or until the first failure if that aborts.
     *
     * @throws IOException with the failures of all runs; an interrupt alone is the regular end
     */
    public void run(List<SyncEntry> entries) throws IOException {
        run(entries, () -> {});
    }

    /**
     * The same.
     *
     * @param retired when these entries were replaced and no run of them goes on
     */
    public void run(List<SyncEntry> entries, Runnable retired) throws IOException {
        List<Job> jobs = begin(new Generation(runner, EntryKey.of(entries), retired));
        started.countDown();
        if (shared.isPresent()) {
            shared.get().start();
        }
        loop.run(jobs).throwUnlessCanceled();
    }

    /**
     * Other entries with another context from now on; see {@link ServiceLoop#replace}. It waits for the start.
     *
     * @param retired when these were replaced and no run of them goes on
     * @return how many entries are new, and how many are gone
     * @throws InterruptedException when this thread is interrupted before the start
     */
    public Change replace(RunContext context, List<SyncEntry> entries, Runnable retired) throws InterruptedException {
        started.await();
        Generation next = new Generation(context.entryRunner(), EntryKey.of(entries), retired);
        Set<EntryKey> before = now().entries.keySet();
        int kept = 0;
        for (EntryKey key : next.entries.keySet()) {
            kept += before.contains(key) ? 1 : 0;
        }
        loop.replace(begin(next));
        return new Change(entries.size() - kept, before.size() - kept);
    }

    /**
     * What another configuration changed.
     *
     * @param added entries that were not there
     * @param removed entries that are not there any more
     */
    public record Change(int added, int removed) {}

    private List<Job> begin(Generation next) {
        Generation before;
        synchronized (this) {
            before = generation;
            generation = next;
        }
        before.replaced();
        if (shared.isPresent()) {
            shared.get().serve(next.entries.keySet());
        }
        List<Job> jobs = new ArrayList<>();
        next.entries.forEach((key, entry) -> jobs.add(job(key, entry)));
        return jobs;
    }

    private Job job(EntryKey key, SyncEntry entry) {
        return new Job(
                key,
                entry.source(),
                List.of(new KeyValuePair("source", entry.source()), new KeyValuePair("target", entry.target())),
                List.of(new KeyValuePair("type", entry.type())),
                entry.activations(),
                Optional.of(failures -> run(key, SyncAction.MISSING, failures)),
                failures -> run(key, SyncAction.COPY, failures));
    }

    private void run(EntryKey key, SyncAction action, Failures failures) {
        if (shared.isEmpty()) {
            runNow(key, action, failures);
        } else if (shared.get().begin()) {
            try {
                runNow(key, action, failures);
            } finally {
                shared.get().end();
            }
        }
    }

    private void runNow(EntryKey key, SyncAction action, Failures failures) {
        Generation mine = enter();
        try {
            SyncEntry entry = mine.entries.get(key);
            if (entry != null) { // or it was removed a moment ago
                run(key, entry, mine.runner, action, failures);
            }
        } finally {
            mine.leave();
        }
    }

    private void run(EntryKey key, SyncEntry entry, EntryRunner with, SyncAction action, Failures failures) {
        if (shared.isPresent()) {
            shared.get().run(key, entry, with, action, failures);
        } else {
            with.run(entry, action, failures);
        }
    }

    private synchronized Generation now() {
        return generation;
    }

    private synchronized Generation enter() {
        generation.enter();
        return generation;
    }

    /** What one configuration says, and how many runs of it go on. */
    private static final class Generation {
        private final EntryRunner runner;
        private final Map<EntryKey, SyncEntry> entries;
        private final Runnable retired;
        private boolean replaced;
        private int runs;

        Generation(EntryRunner runner, Map<EntryKey, SyncEntry> entries, Runnable retired) {
            this.runner = runner;
            this.entries = entries;
            this.retired = retired;
        }

        synchronized void enter() {
            runs++;
        }

        void leave() {
            boolean last;
            synchronized (this) {
                runs--;
                last = replaced && runs == 0;
            }
            retire(last);
        }

        void replaced() {
            boolean last;
            synchronized (this) {
                replaced = true;
                last = runs == 0;
            }
            retire(last);
        }

        private void retire(boolean last) {
            if (last) {
                retired.run();
            }
        }
    }
}
