// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.copy.CopyResult;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.prune.DeletionListener;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;

/**
 * Hears what a run finds and does, for plans and reports. Within an entry images are decided in their order; entries may
 * run side by side, and so may copies: it is called by many threads at the same time.
 */
public interface Journal extends DeletionListener {
    Journal NONE = new Journal() {};

    /** A run of an entry begins. */
    default void started(SyncEntry entry, SyncAction action) {}

    /** A run of an entry is over, and what failed of it was told. */
    default void ended(SyncEntry entry) {}

    /** What the two sides and the safeguards of the entry came to; its transfer comes next, if there is one. */
    default void decided(SyncTask task, Settled decision) {}

    /** What has been decided was copied, or tried in a dry run. */
    default void copied(SyncTask task, CopyResult result) {}

    /** The image is not what was planned for, and stays as it is; told before it fails. */
    default void refused(SyncTask task, Settled decision) {}

    /** A deletion that was planned is not made, as it is not what was planned any more. */
    default void refused(SyncEntry entry, Deletion deletion, IOException why) {}

    /** An image could not be looked at or copied; kind CANCELED when the run ended before. */
    default void failed(SyncTask task, IOException failure) {}

    /** Something of an entry failed that is about no single image: a list of tags, the entry itself. */
    default void failed(SyncEntry entry, IOException failure) {}

    @Override
    default void decided(SyncEntry entry, Deletion deletion) {}

    @Override
    default void deleted(SyncEntry entry, Deletion deletion) {}

    @Override
    default void left(SyncEntry entry, Deletion deletion) {}

    @Override
    default void failed(SyncEntry entry, Deletion deletion, IOException failure) {}
}
