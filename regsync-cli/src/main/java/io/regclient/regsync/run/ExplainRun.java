// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.regsync.filter.TagSelection.Verdict;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which rules of the entries keep or drop the tags of a repository. */
public final class ExplainRun {
    private final RunContext context;
    private final RepositoryNames names;

    /**
     * Prepares it.
     *
     * @param names finds the repository however it is spelled
     */
    public ExplainRun(RunContext context, RepositoryNames names) {
        this.context = context;
        this.names = names;
    }

    /**
     * What an entry makes of the tags of a repository.
     *
     * @param entry its place in the configuration
     * @param source the repository, or the image of an entry for one
     * @param target where its tags go
     * @param chosen false when the entry leaves the whole repository out
     * @param verdicts one for each tag that the source lists; none for an entry for one image
     */
    public record Explained(int entry, Ref source, Ref target, boolean chosen, List<Verdict> verdicts) {
        public Explained {
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Asks the sources of all entries that the repository is a source or target of.
     *
     * @param tag the only one that is wanted, empty for all
     * @return empty when it is none of any
     */
    public List<Explained> explain(List<SyncEntry> entries, Ref repository, Optional<String> tag) throws IOException {
        List<Explained> explained = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            SyncEntry entry = entries.get(i);
            EntryScope scope = EntryScope.named(entry);
            if (scope instanceof Image image && concerns(image, repository, tag)) {
                explained.add(new Explained(i, image.source(), image.target(), true, List.of()));
            }
            Optional<Repository> found = repository(scope, repository);
            if (found.isPresent()) {
                explained.add(explain(i, entry, scope, found.get()));
            }
        }
        return explained;
    }

    private Explained explain(int index, SyncEntry entry, EntryScope scope, Repository repository) throws IOException {
        boolean chosen = !(scope instanceof Registry)
                || (repository.source() instanceof RegistryRef source
                        && !entry.repositoryFilter()
                                .get()
                                .choose(List.of(source.repository()))
                                .isEmpty());
        List<Verdict> verdicts = chosen ? context.sourceTags().explain(entry, repository) : List.of();
        return new Explained(index, repository.source(), repository.target(), chosen, verdicts);
    }

    private Optional<Repository> repository(EntryScope scope, Ref wanted) {
        if (scope instanceof Repository repository) {
            return concerns(repository.source(), repository.target(), wanted)
                    ? Optional.of(repository)
                    : Optional.empty();
        }
        if (!(scope instanceof Registry registry) || !(wanted instanceof RegistryRef named)) {
            return Optional.empty();
        }
        String name = named.repository();
        boolean more = true;
        while (more) { // the name at the target has a prefix in front
            if (registry.repository(name) instanceof Repository repository
                    && concerns(repository.source(), repository.target(), wanted)) {
                return Optional.of(repository);
            }
            more = name.contains("/");
            name = name.substring(name.indexOf('/') + 1);
        }
        return Optional.empty();
    }

    private boolean concerns(Image image, Ref wanted, Optional<String> tag) {
        return isMeant(image.source(), wanted, tag) || isMeant(image.target(), wanted, tag);
    }

    private boolean isMeant(Ref side, Ref wanted, Optional<String> tag) {
        return names.of(wanted).equals(names.of(side)) && (tag.isEmpty() || tag.equals(side.tag()));
    }

    private boolean concerns(Ref source, Ref target, Ref wanted) {
        String name = names.of(wanted);
        return name.equals(names.of(source)) || name.equals(names.of(target));
    }
}
