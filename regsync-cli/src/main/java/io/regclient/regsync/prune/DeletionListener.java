// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;

/** Hears about deletions. Thread-safe. */
public interface DeletionListener {
    /** A tag is to be deleted; a run that only plans goes no further. */
    void decided(SyncEntry entry, Deletion deletion);

    /** It is. */
    void deleted(SyncEntry entry, Deletion deletion);

    /** It is left alone: another run deletes it, or it is gone or has moved since it was decided. */
    void left(SyncEntry entry, Deletion deletion);

    /** It could not be deleted. */
    void failed(SyncEntry entry, Deletion deletion, IOException failure);
}
