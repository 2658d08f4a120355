// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.SyncEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images of a configuration that a plan is about, and what it expects of them: nothing else is looked at. */
public final class PlannedWork {
    private static final Work NONE = new Work();

    private final Map<SyncEntry, Work> entries = new LinkedHashMap<>();
    private final boolean refresh;

    /**
     * Without any work.
     *
     * @param refresh what is found counts, whatever was planned
     */
    public PlannedWork(boolean refresh) {
        this.refresh = refresh;
    }

    /**
     * What the plan found.
     *
     * @param wanted the manifest of the source; empty when that is to be found out
     * @param there the manifest of the target, empty for none
     */
    public record Expected(Optional<Digest> wanted, Optional<Digest> there) {}

    /** The work of an entry. */
    private static final class Work {
        private final Map<Repository, List<Tag>> tags = new LinkedHashMap<>();
        private final Map<Ref, Expected> expected = new HashMap<>();
        private final List<Deletion> deletions = new ArrayList<>();
        private final Set<Deletion> approved = new HashSet<>();
    }

    /** The image of an entry is to be brought to its target. */
    public void add(SyncEntry entry, Ref target, Expected expected) {
        work(entry).expected.put(target, expected);
    }

    /** A tag of a repository is to be brought to the target. */
    public void add(SyncEntry entry, Repository repository, Tag tag, Expected expected) {
        work(entry).tags.computeIfAbsent(repository, _ -> new ArrayList<>()).add(tag);
        add(entry, repository.target().withTag(tag), expected);
    }

    /** A tag of a target is to be deleted. */
    public void add(SyncEntry entry, Repository repository, Deletion deletion) {
        work(entry).tags.computeIfAbsent(repository, _ -> new ArrayList<>());
        work(entry).deletions.add(deletion);
    }

    private Work work(SyncEntry entry) {
        return entries.computeIfAbsent(entry, _ -> new Work());
    }

    private Work of(SyncEntry entry) {
        return entries.getOrDefault(entry, NONE);
    }

    /** The entries that have any work, in the order of the plan. */
    public List<SyncEntry> entries() {
        return List.copyOf(entries.keySet());
    }

    /** True when what is found counts, whatever was planned. */
    public boolean isRefreshed() {
        return refresh;
    }

    /** The repositories of an entry that have any work. */
    public List<Repository> repositories(SyncEntry entry) {
        return List.copyOf(of(entry).tags.keySet());
    }

    /** The tags of a repository that are to be brought. */
    public List<Tag> tags(SyncEntry entry, Repository repository) {
        return List.copyOf(of(entry).tags.getOrDefault(repository, List.of()));
    }

    /** The tags of a target repository that are to be deleted, each with what it stood for. */
    public List<Deletion> deletions(SyncEntry entry, Repository repository) {
        return of(entry).deletions.stream()
                .filter(deletion -> deletion.target().withoutVersion().equals(repository.target()))
                .toList();
    }

    /** True for a deletion that is in the plan, by what the tag stands for unless that does not count. */
    public synchronized boolean approves(Deletion deletion) {
        for (Work work : entries.values()) {
            for (Deletion each : work.deletions) {
                if (each.target().equals(deletion.target())
                        && (refresh || each.digest().equals(deletion.digest()))) {
                    work.approved.add(each);
                    return true;
                }
            }
        }
        return false;
    }

    /** The deletions of the plan that nobody asked about, by entry. */
    public synchronized Map<SyncEntry, List<Deletion>> unapproved() {
        Map<SyncEntry, List<Deletion>> left = new LinkedHashMap<>();
        entries.forEach((entry, work) -> {
            List<Deletion> missed = work.deletions.stream()
                    .filter(each -> !work.approved.contains(each))
                    .toList();
            left.put(entry, missed);
        });
        return left;
    }

    /** What the plan found about the image that a tag of a target gets; empty when it is not in the plan. */
    public Optional<Expected> expected(SyncEntry entry, Ref target) {
        return Optional.ofNullable(of(entry).expected.get(target));
    }
}
