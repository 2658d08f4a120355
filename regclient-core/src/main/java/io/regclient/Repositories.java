// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.RepoCopier;
import io.regclient.copy.RepoCopyOptions;
import io.regclient.copy.RepoCopyResult;
import io.regclient.error.RegistryException;
import io.regclient.model.RepoList;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.NewRepository;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.registry.RegistryScheme;
import java.io.IOException;
import java.util.Optional;

/** The repositories of registries: {@link RegClient#repos}, which says how its methods fail. */
public final class Repositories {
    private final RegistryScheme registries;
    private final SchemeSet schemes;
    private final SharedCopier copier;

    Repositories(RegistryScheme registries, SchemeSet schemes, SharedCopier copier) {
        this.registries = registries;
        this.schemes = schemes;
        this.copier = copier;
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

    /**
     * All pages of the catalog, as one list.
     *
     * @param page longest page and the name to start after
     * @throws RegistryException of kind PARSING_FAILED for what is no name of a registry, SIZE_LIMIT_EXCEEDED for a
     *     catalog without end
     */
    public RepoList listAll(String registry, ListOptions page) throws IOException {
        return Operations.call(() -> registries.listAllRepos(registry, page));
    }

    /**
     * The repository, when its registry does not know it: what copies bring there is all it has, and nothing need be
     * looked for. One request; where it is not answered within seconds the repository counts as one that is there.
     *
     * @throws RegistryException of kind CANCELED, and of no other but INVALID_REFERENCE and NOT_IMPLEMENTED
     */
    public Optional<NewRepository> ifNew(Ref repo) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> NewRepository.ask(scheme, repo));
    }

    /**
     * Copies the tags of a repository, several at the same time; a tag that fails does not keep the others, and what was
     * copied stays (regctl 9.10.1).
     *
     * @return what became of each tag: {@link RepoCopyResult#failure} says whether some failed
     * @throws RegistryException of kind INVALID_REFERENCE, before anything is copied, for a name that is no tag
     */
    public RepoCopyResult copy(Ref source, Ref target, RepoCopyOptions options) throws IOException {
        schemes.ofRepo(source);
        schemes.ofRepo(target);
        return Operations.call(() -> new RepoCopier(schemes, copier.get()).copy(source, target, options));
    }
}
