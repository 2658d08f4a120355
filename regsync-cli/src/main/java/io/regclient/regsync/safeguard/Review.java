// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.digest.Digest;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import java.io.IOException;

/** What an entry's safeguards make of a decision: a copy may have to wait, or not be made at all. Thread-safe. */
@FunctionalInterface
public interface Review {
    /** The decision that counts. */
    Settled look(SyncTask task, Settled decision) throws IOException;

    /** A hook holds an image that was let through. */
    default void held(SyncTask task, Held held) throws IOException {}

    /** True when a hook held the image for the tag of the target, and somebody released it: no hook can hold it then. */
    default boolean isReleased(SyncTask task, Digest image) throws IOException {
        return false;
    }

    /** A copy that was let through has been made. */
    default void copied(SyncTask task, Transfer transfer) throws IOException {}
}
