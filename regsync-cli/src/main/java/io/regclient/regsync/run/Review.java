// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import java.io.IOException;

/** What an entry's safeguards make of a decision: a copy may have to wait, or not be made at all. Thread-safe. */
@FunctionalInterface
interface Review {
    /** Every decision stands. */
    Review NONE = (task, decision) -> decision;

    /** The decision that counts. */
    Settled look(SyncTask task, Settled decision) throws IOException;
}
