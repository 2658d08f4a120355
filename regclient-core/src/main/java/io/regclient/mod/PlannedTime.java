// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.error.RegistryException;
import java.util.List;
import java.util.Optional;

/**
 * A change of times whose time may stand in a label: it is read in the config phase, as the config steps that were
 * registered before have left it (MO-1, MO-12).
 */
final class PlannedTime {
    private Optional<TimeChange> known = Optional.empty();

    private PlannedTime() {}

    /**
     * Plans to look at the label where there is one; configs are not read otherwise.
     *
     * @param option name of the option, for messages
     */
    static PlannedTime of(EditPlan plan, String option, TimeChange change) throws RegistryException {
        PlannedTime time = new PlannedTime();
        if (change.fromLabel().isEmpty()) {
            time.known = Optional.of(change.resolve(option, List.of()));
        } else {
            plan.onConfigs(configs -> {
                time.known = Optional.of(change.resolve(option, configs));
                return configs;
            });
        }
        return time;
    }

    /** The change with its time, once the steps before have run. */
    TimeChange known() {
        return known.orElseThrow();
    }
}
