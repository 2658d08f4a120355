// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Invalid;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.RetagRules;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the entries of a configuration write to a repository beside the one that prunes it. */
public final class TagClaims {
    private static final String ANY_TAG = "latest";

    private final List<SyncEntry> entries;
    private final RepositoryNames names;

    /**
     * The claims of a configuration.
     *
     * @param entries all of them: also those that another process runs
     * @param names tells when two references are about the same repository
     */
    public TagClaims(List<SyncEntry> entries, RepositoryNames names) {
        this.entries = List.copyOf(entries);
        this.names = names;
    }

    /** The one name of a repository. */
    public String name(Ref repository) {
        return names.of(repository);
    }

    /**
     * An entry that writes tags of a source to the repository.
     *
     * @param entry with its filters
     * @param source the repository they come from
     */
    public record Writer(SyncEntry entry, Ref source) {
        /** True for a name that the entry may have written: its filters have nothing against it. */
        public boolean mayWrite(Tag tag) {
            return entry.tagSelection()
                    .value()
                    .map(selection -> selection.mayKeep(tag.name()))
                    .orElse(true);
        }

        /** True when the entry deletes what it does not write any more; what another one wrote stays. */
        public boolean prunes() {
            return entry.safety().prune().value().filter(PruneRule::isOn).isPresent();
        }
    }

    /**
     * What others write to a repository.
     *
     * @param images tags that entries of single images write
     * @param writers entries that write whole repositories or registries
     * @param backups entries, also the pruning one, keep replaced images here
     * @param referrers entries, also the pruning one, keep the referrers of other repositories here
     * @param unclear an entry that is wrong may have written here before
     */
    public record On(Set<Tag> images, List<Writer> writers, boolean backups, boolean referrers, boolean unclear) {
        public On {
            images = new TreeSet<>(images);
            writers = List.copyOf(writers);
        }
    }

    /** What is written to the target of an entry, or of one of its repositories. */
    public On on(SyncEntry pruning, Ref target) throws IOException {
        Search search = new Search(pruning, target.withoutVersion());
        for (SyncEntry entry : entries) {
            search.look(entry);
        }
        return new On(search.images, search.writers, search.backups, search.referrers, search.unclear);
    }

    private final class Search implements EntryScope.Visitor {
        private final SyncEntry pruning;
        private final Ref target;
        private final String wanted;
        private final Set<Tag> images = new TreeSet<>();
        private final List<Writer> writers = new ArrayList<>();
        private boolean backups;
        private boolean referrers;
        private boolean unclear;
        private SyncEntry entry;

        Search(SyncEntry pruning, Ref target) {
            this.pruning = pruning;
            this.target = target;
            this.wanted = names.of(target);
            this.entry = pruning;
        }

        void look(SyncEntry next) throws IOException {
            entry = next;
            EntryScope.named(next).accept(this);
            next.copy().parsedReferrerTarget().flatMap(Parsed::value).ifPresent(place -> referrers |= isWanted(place));
        }

        @Override
        public void registry(Registry registry) throws IOException {
            Optional<String> below = below(registry);
            Parsed<Ref> one = Parsed.by(() -> below.isPresent() ? target : Ref.parse(registry.target(ANY_TAG)));
            one.value().ifPresent(this::backup);
            if (below.isPresent() && !entry.equals(pruning)) {
                String source = registry.host() + "/" + below.get();
                Optional<Ref> from = Parsed.by(() -> Ref.parse(source)).value();
                from.ifPresent(ref -> writers.add(new Writer(entry, ref)));
            }
        }

        /** What the repository is called below the prefix of a registry's copies. */
        private Optional<String> below(Registry registry) {
            String sample = names.of(registry.target(ANY_TAG));
            String prefix = sample.substring(0, Math.max(0, sample.length() - ANY_TAG.length()));
            return wanted.startsWith(prefix) && wanted.length() > prefix.length()
                    ? Optional.of(wanted.substring(prefix.length()))
                    : Optional.empty();
        }

        @Override
        public void repository(Repository repository) throws IOException {
            backup(repository.target());
            if (isWanted(repository.target()) && !entry.equals(pruning)) {
                writers.add(new Writer(entry, repository.source()));
            }
        }

        @Override
        public void image(Image image) throws IOException {
            backup(image.target());
            if (isWanted(image.target())) {
                images.add(Tag.parse(image.target().tag().orElse(ANY_TAG), target));
            }
        }

        @Override
        public void invalid(Invalid invalid) {
            // it writes nothing now: what it wrote before somebody changed its lines is still there
            Optional<Ref> place = entry.targetRef().value();
            unclear |= place.isEmpty() || isAtOrBelow(names.of(place.get()));
        }

        private boolean isAtOrBelow(String name) {
            return wanted.equals(name) || wanted.startsWith(name + "/");
        }

        /** A template that fails now fails each time: it makes no backup. */
        private void backup(Ref of) {
            if (!entry.backup().isEmpty()) {
                Optional<Ref> place = Parsed.by(() -> BackupPlace.of(entry, of.withTag(ANY_TAG)))
                        .value();
                backups |= place.isPresent() && isWanted(place.get());
            }
            boolean keepsMoved = entry.safety()
                    .onRetag()
                    .value()
                    .filter(RetagRules::hasBackups)
                    .isPresent();
            backups |= keepsMoved && isWanted(of);
        }

        private boolean isWanted(Ref other) {
            return names.of(other).equals(wanted);
        }
    }
}
