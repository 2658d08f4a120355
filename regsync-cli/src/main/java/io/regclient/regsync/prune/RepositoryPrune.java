// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.ListedTags;
import io.regclient.regsync.plan.PruneDecision;
import io.regclient.regsync.plan.PruneDecision.Sides;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.state.Absence;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.Move;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the tags of one target repository that the source does not have any more, and decides about them. */
public final class RepositoryPrune {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryPrune.class);

    private final EntryPrune entry;
    private final Pruner pruner;
    private final Repository repository;
    private final ListedTags listed;
    private final Set<Tag> wanted;

    RepositoryPrune(EntryPrune entry, Repository repository, ListedTags listed, Set<Tag> wanted) {
        this.entry = entry;
        this.pruner = entry.pruner();
        this.repository = repository;
        this.listed = listed;
        this.wanted = new TreeSet<>(wanted);
    }

    /**
     * Compares the two sides when all tags have been looked at.
     *
     * @param upToDate all of them are as they should be: what may still be needed is not deleted
     * @param copied the tags that were copied, or in a plan would be
     */
    public void look(boolean upToDate, Set<Tag> copied) throws IOException {
        boolean watching = pruner.pruning().mode() == Mode.WATCH;
        try {
            look(upToDate, copied, watching);
        } catch (IOException e) {
            if (!watching || !isAboutLists(e)) {
                throw RegistryException.withContext(
                        "prune " + repository.target().commonName(), e);
            }
            LOG.atWarn()
                    .addKeyValue("target", repository.target())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Absent tags are not known");
        }
    }

    /** Whether a run that only remembers goes well all the same: the next one looks again. */
    private static boolean isAboutLists(IOException e) {
        return !RegistryException.is(e, ErrorKind.LOCAL_IO) && !RegistryException.is(e, ErrorKind.CANCELED);
    }

    private void look(boolean upToDate, Set<Tag> copied, boolean watching) throws IOException {
        Optional<ListedTags> there = listTarget();
        if (there.isEmpty() || there.get().tags().isEmpty()) {
            return; // nothing that could be deleted
        }
        Optional<String> doubt = sides(there.get(), copied).doubt();
        if (doubt.isPresent()) {
            throw RegistryException.of(ErrorKind.MISMATCH, doubt.get() + "; nothing is deleted");
        }
        Sides sides = sides(there.get().without(settle(there.get())), copied);
        Instant now = pruner.clock().now();
        Map<Tag, Absence> absences = remember(sides.missing(), now);
        if (watching) {
            return;
        }
        if (!upToDate) {
            LOG.atWarn()
                    .addKeyValue("target", repository.target())
                    .log("No tag is deleted, not all images are up to date");
            return;
        }
        PruneDecision decision =
                PruneDecision.of(sides, absences, now, new StayingTags(pruner, entry.entry(), repository, listed));
        decision.kept().forEach(this::tell);
        if (!decision.deletions().isEmpty() || decision.refusal().isPresent()) {
            entry.add(new EntryPrune.Decided(repository, listed, decision));
        }
    }

    private Sides sides(ListedTags there, Set<Tag> copied) {
        return new Sides(entry.rule(), listed, wanted, afterCopies(there, copied));
    }

    /** A plan counts the tags that its copies would make and its deletions leave, as the run will find them. */
    private ListedTags afterCopies(ListedTags there, Set<Tag> copied) {
        Pruning pruning = pruner.pruning();
        return pruning.mode() == Mode.PLAN
                ? there.without(pruning.approval().told(repository.target())).plus(copied)
                : there;
    }

    private void tell(Tag tag, String reason) {
        LOG.atDebug()
                .addKeyValue("target", repository.target().withTag(tag).commonName())
                .addKeyValue("reason", reason)
                .log("Tag without source is kept");
    }

    /** Empty for a repository that does not exist. */
    private Optional<ListedTags> listTarget() throws IOException {
        Ref target = repository.target();
        try {
            return Optional.of(ListedTags.of(
                    target,
                    pruner.client().tags().list(target, ListOptions.ALL),
                    pruner.clock().now()));
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.REPOSITORY_UNKNOWN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What a run that was killed began to delete is gone, or it is not, or goes now; tells what does. */
    private Set<Tag> settle(ListedTags there) throws IOException {
        Set<Tag> gone = new TreeSet<>();
        if (pruner.pruning().mode() == Mode.PLAN) {
            return gone;
        }
        for (LedgerRow row : pruner.store().open(pruner.target(repository))) {
            if (row.move().kind() == Move.Kind.DELETE
                    && row.run() != pruner.run()
                    && !pruner.store().isUnderWay(row.id(), pruner.clock().now())) {
                Tag tag = row.move().tag();
                if (!there.tags().contains(tag)) {
                    pruner.store().settle(row.id(), true);
                } else if (settle(row, repository.target().withTag(tag))) {
                    gone.add(tag);
                }
            }
        }
        return gone;
    }

    /** A deletion whose tag is still there; true when it is not any more. */
    private boolean settle(LedgerRow row, Ref target) throws IOException {
        if (row.move().to().isPresent()
                && OpenDeletion.isHalfDone(row, pruner.client().manifests().digest(target))) {
            return new OpenDeletion(pruner.client(), pruner.store())
                    .end(row, target)
                    .isEmpty();
        }
        pruner.store().settle(row.id(), false);
        return false;
    }

    /** Since when the tags are missed, this run included; only a plan does not take note of it. */
    private Map<Tag, Absence> remember(Set<Tag> missing, Instant now) throws IOException {
        String source = pruner.source(repository);
        String target = pruner.target(repository);
        if (pruner.pruning().mode() != Mode.PLAN) {
            pruner.store().absent(pruner.run(), source, target, missing, now);
            return pruner.store().absences(source, target);
        }
        Map<Tag, Absence> before = pruner.store().absences(source, target);
        Map<Tag, Absence> after = new HashMap<>();
        for (Tag tag : missing) {
            Optional<Absence> known = Optional.ofNullable(before.get(tag));
            after.put(tag, known.map(a -> new Absence(a.since(), a.runs() + 1)).orElse(new Absence(now, 1)));
        }
        return after;
    }
}
