// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.kit.service.TaskThreads;
import io.regclient.regsync.cosign.CosignGate;
import io.regclient.regsync.gate.BuiltInGates;
import io.regclient.regsync.gate.GateReview;
import io.regclient.regsync.hook.StepHooks;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.prune.Pruner;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.safeguard.CreationTimes;
import io.regclient.regsync.safeguard.Review;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.safeguard.SafeguardReview;
import io.regclient.throttle.Throttle;
import io.regclient.time.Sleeper;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a run works with.
 *
 * @param client the registries
 * @param sleeper waits for pulls
 * @param parallel copies at the same time; 0 is the default and also means entry after entry (contract regsync 7)
 * @param abortOnError the first failure ends the run
 * @param share of the repositories of registries
 * @param state the memory of runs, empty for none
 * @param journal hears what is found and done
 * @param pruning what is done about tags that may be deleted, empty for nothing
 */
public record RunContext(
        RegClient client,
        Sleeper sleeper,
        int parallel,
        boolean abortOnError,
        Share share,
        Optional<RunState> state,
        Journal journal,
        Optional<Pruning> pruning) {
    /** Copies at the same time unless the file says how many. */
    private static final int DEFAULT_COPIES = 4;

    /** Looks ahead of their turn that all entries together have under way; each waits for the network. */
    private static final int LOOKS_AHEAD = 32;

    /** Copies at the same time, of all entries together. */
    public static int copies(int parallel) {
        return parallel > 0 ? parallel : DEFAULT_COPIES;
    }

    /** The same with somebody who hears what is found and done. */
    public RunContext with(Journal listener) {
        return new RunContext(client, sleeper, parallel, abortOnError, share, state, listener, pruning);
    }

    /** The same with other deletions. */
    public RunContext with(Pruning other) {
        return new RunContext(client, sleeper, parallel, abortOnError, share, state, journal, Optional.of(other));
    }

    /** One runner for all entries: the copies of all of them share its slots. */
    EntryRunner entryRunner() {
        Ledger ledger = new Ledger(client, state);
        return runner(transfers(copies(parallel), ledger), ledger, Optional.empty());
    }

    /** A runner that only tries what it would copy, one image after the other. */
    EntryRunner planner() {
        Ledger ledger = new Ledger(client, state);
        return runner(new PlannedTransfers(client, transfers(1, ledger)), ledger, Optional.empty());
    }

    /** A runner for the steps of a plan. */
    EntryRunner entryRunner(PlannedWork planned) {
        Ledger ledger = new Ledger(client, state);
        return runner(transfers(copies(parallel), ledger), ledger, Optional.of(planned));
    }

    /** Finds the tags of sources, and writes nothing. */
    RepositoryTags sourceTags() {
        Transfers transfers = new PlannedTransfers(client, transfers(1, new Ledger(client, Optional.empty())));
        CreationTimes created = new CreationTimes(client, state);
        ImageSync images = new ImageSync(
                client,
                transfers,
                new SafeguardReview(state, created),
                Journal.NONE,
                new Ledger(client, Optional.empty()),
                new StepHooks(client, Optional.empty()));
        SourceDates dates = new SourceDates(images, created, new TaskThreads("regsync-", LOOKS_AHEAD).batch(), false);
        return new RepositoryTags(client, dates);
    }

    private Transfers transfers(int copies, Ledger ledger) {
        Throttle slots = new Throttle("parallel copies", copies);
        return new Transfers(client, slots, new PullAllowance(client, sleeper), new Backup(client, ledger));
    }

    private EntryRunner runner(Transfers transfers, Ledger ledger, Optional<PlannedWork> planned) {
        CreationTimes created = new CreationTimes(client, state);
        Review safeguards = new SafeguardReview(state, created);
        Review agreed = planned.isPresent() ? new PlannedReview(safeguards, planned.get(), journal) : safeguards;
        Tools tools = new Tools(
                client,
                new ImageSync(
                        client,
                        transfers,
                        new GateReview(
                                agreed,
                                List.of(new BuiltInGates(client), new CosignGate(client, InstantSource.system()))),
                        journal,
                        ledger,
                        new StepHooks(client, state)),
                created,
                new TaskThreads("regsync-", LOOKS_AHEAD),
                share,
                journal,
                pruner(),
                planned);
        return new EntryRunner(tools, sleeper);
    }

    /** Without a memory nothing is deleted. */
    private Optional<Pruner> pruner() {
        if (pruning.isEmpty() || state.isEmpty()) {
            return Optional.empty();
        }
        RunState memory = state.get();
        return Optional.of(new Pruner(client, memory.store(), memory.run(), memory.clock(), pruning.get(), journal));
    }

    /**
     * What all entries share.
     *
     * @param client the registries
     * @param images looks at images and copies them
     * @param created when images were created, for filters and safeguards that ask
     * @param threads for what runs at the same time inside of an entry
     * @param share of the repositories of registries
     * @param journal hears what is found and done
     * @param pruner deletes tags, empty when no entry does
     * @param planned what alone is done, empty for everything
     */
    record Tools(
            RegClient client,
            ImageSync images,
            CreationTimes created,
            TaskThreads threads,
            Share share,
            Journal journal,
            Optional<Pruner> pruner,
            Optional<PlannedWork> planned) {}
}
