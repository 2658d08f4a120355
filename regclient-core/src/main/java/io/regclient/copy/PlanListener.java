// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;

/**
 * Hears what a copy would write that writes nothing, each blob, manifest and tag once, however many images need it.
 * Called by many threads at the same time.
 */
@FunctionalInterface
public interface PlanListener {
    void on(PlannedWrite write);

    /** Hears of a blob that is at the target already; it may be told more than once. */
    default void onPresent(Ref repository, Descriptor blob) {}
}
