// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import java.io.IOException;

/** What an entry's safeguards make of a decision: a copy may have to wait, or not be made at all. Thread-safe. */
@FunctionalInterface
public interface Review {
    /** The decision that counts. */
    Settled look(SyncTask task, Settled decision) throws IOException;

    /** A copy that was let through has been made. */
    default void copied(SyncTask task, Transfer transfer) throws IOException {}
}
