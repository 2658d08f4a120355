// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.ListedTags;
import io.regclient.regsync.plan.PruneDecision;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one entry deletes: decided repository by repository when all of its tags have been looked at, and carried out in
 * the end, so that one repository with more deletions than allowed stops those of the others. Thread-safe.
 */
public final class EntryPrune {
    /** Tags that a message names. */
    private static final int NAMED = 50;

    private final Pruner pruner;
    private final SyncEntry entry;
    private final PruneRule rule;
    private final List<Decided> decided = new ArrayList<>();

    /**
     * What was decided about a repository.
     *
     * @param repository both sides
     * @param listed what the source listed
     * @param decision which tags are deleted
     */
    record Decided(Repository repository, ListedTags listed, PruneDecision decision) {}

    EntryPrune(Pruner pruner, SyncEntry entry, PruneRule rule) {
        this.pruner = pruner;
        this.entry = entry;
        this.rule = rule;
    }

    /**
     * A repository of the entry.
     *
     * @param list what the source lists
     * @param wanted what the filters leave of it
     */
    public RepositoryPrune repository(Repository repository, TagList list, Set<Tag> wanted) {
        ListedTags listed =
                ListedTags.of(repository.source(), list, pruner.clock().now());
        return new RepositoryPrune(this, repository, listed, wanted);
    }

    Pruner pruner() {
        return pruner;
    }

    SyncEntry entry() {
        return entry;
    }

    PruneRule rule() {
        return rule;
    }

    synchronized void add(Decided next) {
        decided.add(next);
    }

    /** The repositories with something to delete, or too much of it; in any order. */
    public synchronized List<Ref> targets() {
        return decided.stream().map(each -> each.repository().target()).toList();
    }

    /**
     * What is deleted of one of the {@link #targets}, when both sides have been asked about each tag; nothing in a run
     * that only plans.
     */
    public List<Deletion> confirm(Ref target) throws IOException {
        Decided found = find(target);
        try {
            if (found.decision().refusal().isPresent()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT,
                        found.decision().refusal().get() + "; nothing is deleted. These are: "
                                + named(found.decision().capped()) + "; raise maxDelete if that is right");
            }
            if (isRefused()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT,
                        "nothing is deleted because more than maxDelete allows would be in another repository of the"
                                + " entry");
            }
            return new DeletionRun(pruner, entry, found).confirm();
        } catch (IOException e) {
            throw RegistryException.withContext("prune " + target.commonName(), e);
        }
    }

    private static String named(List<Tag> tags) {
        String first = tags.stream().limit(NAMED).map(Tag::name).collect(Collectors.joining(", "));
        return tags.size() <= NAMED ? first : first + " and " + (tags.size() - NAMED) + " more";
    }

    /** Deletes a tag that was confirmed. */
    public void delete(Deletion deletion) throws IOException {
        new DeletionRun(pruner, entry, find(deletion.target().withoutVersion())).delete(deletion);
    }

    private synchronized boolean isRefused() {
        return decided.stream().anyMatch(each -> each.decision().refusal().isPresent());
    }

    private synchronized Decided find(Ref target) {
        return decided.stream()
                .filter(each -> each.repository().target().equals(target))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing decided about " + target));
    }
}
