// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.RegClient;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds and deletes the tags that have had their time, for all entries of a run.
 *
 * @param client the registries
 * @param store what earlier runs missed, and where deletions are recorded
 * @param run the number of this run
 * @param clock the time of what is recorded
 * @param pruning how far the run goes
 * @param listener hears about deletions
 */
public record Pruner(
        RegClient client, StateStore store, long run, Ticker clock, Pruning pruning, DeletionListener listener) {

    /** The part of one entry, empty when it deletes nothing; fails when its rule makes no sense. */
    public Optional<EntryPrune> of(SyncEntry entry) throws IOException {
        PruneRule rule = entry.safety().prune().get();
        return rule.isOn() ? Optional.of(new EntryPrune(this, entry, rule)) : Optional.empty();
    }

    String source(Repository repository) {
        return pruning.claims().name(repository.source());
    }

    String target(Repository repository) {
        return pruning.claims().name(repository.target());
    }
}
