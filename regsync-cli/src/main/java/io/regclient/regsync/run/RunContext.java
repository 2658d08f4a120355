// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.throttle.Throttle;
import io.regclient.time.Sleeper;

/**
 * What a run works with.
 *
 * @param client the registries
 * @param sleeper waits for pulls
 * @param parallel copies at the same time; 0 also means entry after entry (contract regsync 7)
 * @param abortOnError the first failure ends the run
 */
public record RunContext(RegClient client, Sleeper sleeper, int parallel, boolean abortOnError) {

    /** One runner for all entries: the copies of all of them share its slots. */
    EntryRunner entryRunner() {
        Throttle slots = new Throttle("parallel copies", Math.max(1, parallel));
        PullAllowance allowance = new PullAllowance(client, sleeper);
        Transfers transfers = new Transfers(client, slots, allowance, new Backup(client));
        return new EntryRunner(client, new ImageSync(client, transfers), sleeper);
    }
}
