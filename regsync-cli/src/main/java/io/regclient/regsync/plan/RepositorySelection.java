// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.RegistryException;
import io.regclient.regsync.config.SyncEntry.RepoFilter;
import java.util.List;

/** Chooses repositories of a registry (contract regsync 6, "Repositories"). */
public final class RepositorySelection {
    private RepositorySelection() {}

    /**
     * The repositories that the filter leaves, in their order.
     *
     * @throws RegistryException of kind PARSING_FAILED for a wrong pattern
     */
    public static List<String> select(RepoFilter filter, List<String> names) throws RegistryException {
        return AllowDeny.of(filter.allow(), filter.deny()).choose(names);
    }
}
