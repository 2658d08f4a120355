// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.error.RegistryException;
import io.regclient.model.RepoList;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.registry.RegistryScheme;
import java.io.IOException;

/** The repositories of registries: {@link RegClient#repos}, which says how its methods fail. */
public final class Repositories {
    private final RegistryScheme registries;

    Repositories(RegistryScheme registries) {
        this.registries = registries;
    }

    /**
     * Upstream {@code RepoList}: one page of the catalog in the registry's order (TG-9).
     *
     * @param registry host and port
     * @param page longest page and the name to start after
     * @throws RegistryException of kind PARSING_FAILED for what is no name of a registry
     */
    public RepoList list(String registry, ListOptions page) throws IOException {
        return Operations.call(() -> registries.listRepos(registry, page));
    }
}
