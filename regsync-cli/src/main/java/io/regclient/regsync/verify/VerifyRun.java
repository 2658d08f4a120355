// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.Failures;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.filter.TagSelection;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Invalid;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything that the entries of a configuration have mirrored, one repository after the other. */
public final class VerifyRun {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);
    private static final String ANY_TAG = "latest";

    private final RegClient client;
    private final Share share;
    private final Catalogs catalogs;
    private final Options options;
    private final Failures failures;
    private final List<RepositoryFindings> found = new ArrayList<>();

    /**
     * How closely is looked, and what is done.
     *
     * @param deep blobs are read and hashed
     * @param repair what is missing is copied from the source
     * @param state where repairs are recorded that give a tag an image
     */
    public record Options(boolean deep, boolean repair, Optional<RunState> state) {}

    /** Lists the repositories of a registry. */
    @FunctionalInterface
    public interface Catalogs {
        List<String> repositories(String registry) throws IOException;
    }

    /**
     * A run that has found nothing.
     *
     * @param share of the repositories of registries
     * @param failures gets what could not be looked at
     */
    public VerifyRun(RegClient client, Share share, Catalogs catalogs, Options options, Failures failures) {
        this.client = client;
        this.share = share;
        this.catalogs = catalogs;
        this.options = options;
        this.failures = failures;
    }

    /** What was found, in the order of the entries. */
    public List<RepositoryFindings> run(List<SyncEntry> entries) {
        for (SyncEntry entry : entries) {
            if (!failures.stop()) {
                failures.record(() -> EntryScope.of(entry).accept(new Pass(entry)));
            }
        }
        return List.copyOf(found);
    }

    /** One entry. */
    private final class Pass implements EntryScope.Visitor {
        private final SyncEntry entry;

        Pass(SyncEntry entry) {
            this.entry = entry;
        }

        @Override
        public void registry(Registry registry) throws IOException {
            List<String> names = entry.repositoryFilter().get().choose(catalogs.repositories(registry.host()));
            for (String name : names) {
                if (share.owns(registry.target(name)) && !failures.stop()) {
                    failures.record(() -> registry.repository(name).accept(this));
                }
            }
        }

        @Override
        public void repository(Repository repository) throws IOException {
            look(repository, tags(repository), Optional.empty());
        }

        @Override
        public void image(Image image) throws IOException {
            Repository repository = new Repository(
                    image.source().withoutVersion(), image.target().withoutVersion());
            Tag tag = Tag.parse(image.target().tag().orElse(ANY_TAG), image.target());
            look(repository, List.of(tag), Optional.of(image.source()));
        }

        @Override
        public void invalid(Invalid invalid) throws IOException {
            invalid.report().to(LOG);
            throw invalid.failure();
        }

        /** Tags of the target that the filters of the entry have nothing against. */
        private List<Tag> tags(Repository repository) throws IOException {
            TagSelection selection = entry.tagSelection().get();
            List<Tag> tags = new ArrayList<>();
            for (String name : RepositoryCheck.tags(client, repository.target())) {
                if (selection.mayKeep(name)) {
                    tags.add(Tag.parse(name, repository.target()));
                }
            }
            return tags;
        }

        private void look(Repository repository, List<Tag> tags, Optional<Ref> origin) {
            RepositoryCheck check = new RepositoryCheck(client, repository, options.deep());
            for (Tag tag : tags) {
                if (!failures.stop()) {
                    failures.record(() -> named(repository, tag, () -> {
                        if (origin.isPresent()) {
                            check.lookUnlessAbsent(tag);
                        } else {
                            check.look(tag);
                        }
                    }));
                }
            }
            Set<Damage.What> left = options.repair()
                    ? repair(repository, check, origin)
                    : Set.copyOf(check.damage().keySet());
            List<Damage> damage = new ArrayList<>();
            for (Map.Entry<Damage.What, Set<Tag>> each : check.damage().entrySet()) {
                boolean repaired = options.repair() && !left.contains(each.getKey());
                damage.add(new Damage(each.getKey(), List.copyOf(each.getValue()), repaired));
            }
            found.add(new RepositoryFindings(
                    repository.source().commonName(),
                    repository.target().commonName(),
                    tags.size() - check.absent().size(),
                    check.images(),
                    check.known().blobs(),
                    check.known().bytes(),
                    damage,
                    check.absent()));
        }

        /** Repairs, looks again at what was repaired, and tells what is still wrong. */
        private Set<Damage.What> repair(Repository repository, RepositoryCheck check, Optional<Ref> origin) {
            ImageRepair repair =
                    new ImageRepair(client, entry, repository, new LostTags(client, entry, options.state()));
            RepositoryCheck again = new RepositoryCheck(client, repository, options.deep());
            Set<Tag> hurt = new TreeSet<>();
            check.damage().values().forEach(hurt::addAll);
            Set<Damage.What> left = new HashSet<>();
            for (Tag tag : hurt) {
                boolean looked = failures.record(
                        () -> named(repository, tag, () -> {
                            repair.repair(tag, origin.orElse(repository.source().withTag(tag)), check);
                            again.look(tag);
                        }),
                        Runnable::run);
                if (!looked) {
                    check.damage().entrySet().stream()
                            .filter(each -> each.getValue().contains(tag))
                            .forEach(each -> left.add(each.getKey()));
                }
            }
            left.addAll(again.damage().keySet());
            return left;
        }

        private static void named(Repository repository, Tag tag, Failures.Task task) throws IOException {
            try {
                task.run();
            } catch (IOException e) {
                throw RegistryException.withContext(
                        "verify " + repository.target().withTag(tag).commonName(), e);
            }
        }
    }
}
