// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

/** Hears what a copy would write that writes nothing. Called by many threads at the same time. */
@FunctionalInterface
public interface PlanListener {
    void on(PlannedWrite write);
}
