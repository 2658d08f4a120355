// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.RunLimit;
import io.regclient.model.RepoList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Invalid;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.scheme.ListOptions;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs entries: a registry, a repository or an image (contract regsync 8). */
final class EntryRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EntryRunner.class);

    /** Pages of a catalog that are read; registries send a hundred names or more on each. */
    static final int MAX_PAGES = 1000;

    /** Characters of all names of a catalog: they are remembered while it is walked. */
    static final int MAX_NAMES = 32 << 20;

    private final RegClient client;
    private final RepositoryTags tags;
    private final ImageSync images;
    private final Sleeper sleeper;

    EntryRunner(RegClient client, ImageSync images, Sleeper sleeper) {
        this.client = client;
        this.tags = new RepositoryTags(client);
        this.images = images;
        this.sleeper = sleeper;
    }

    /** Runs the entry; what fails is recorded and the rest goes on, unless failures abort. */
    void run(SyncEntry entry, SyncAction action, Failures failures) {
        failures.record(() -> {
            try {
                RunLimit.run(
                        entry.timeout(), sleeper, () -> EntryScope.of(entry).accept(new Pass(entry, action, failures)));
            } catch (RegistryException e) {
                throw e.kind() == ErrorKind.UNAVAILABLE ? unfinished(entry, e) : e;
            }
        });
    }

    private static RegistryException unfinished(SyncEntry entry, RegistryException e) {
        LOG.atError()
                .addKeyValue("source", entry.source())
                .addKeyValue("target", entry.target())
                .addKeyValue("error", e.getMessage())
                .log("Failed to sync");
        return e.withContext("sync of " + VisibleText.withoutLogin(entry.source()) + " to "
                + VisibleText.withoutLogin(entry.target()));
    }

    /** One run of an entry. */
    private final class Pass implements EntryScope.Visitor {
        private final SyncEntry entry;
        private final SyncAction action;
        private final Failures failures;

        Pass(SyncEntry entry, SyncAction action, Failures failures) {
            this.entry = entry;
            this.action = action;
            this.failures = failures;
        }

        @Override
        public void registry(Registry registry) throws IOException {
            named(
                    VisibleText.withoutLogin(registry.host()),
                    VisibleText.withoutLogin(registry.prefix()),
                    () -> repositories(registry));
        }

        private void repositories(Registry registry) throws IOException {
            Set<String> seen = new HashSet<>();
            String last = "";
            long characters = 0;
            RepoList page = page(registry.host(), last);
            for (int pages = 1; ; pages++) {
                List<String> names =
                        page.repositories().stream().filter(seen::add).toList();
                if (names.isEmpty()) {
                    break; // the end, or a registry that does not know the parameter and sends the same page again
                }
                if (pages > MAX_PAGES) {
                    throw RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED,
                            "the catalog of " + registry.host() + " has more than " + MAX_PAGES + " pages");
                }
                characters += names.stream().mapToLong(String::length).sum();
                if (characters > MAX_NAMES) {
                    throw RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED,
                            "the names in the catalog of " + registry.host() + " have more than " + MAX_NAMES
                                    + " characters");
                }
                for (String name : entry.repositoryFilter().get().choose(names)) {
                    failures.record(() -> registry.repository(name).accept(this));
                    if (failures.stop()) {
                        return;
                    }
                }
                String next = page.repositories().getLast();
                if (next.equals(last)) {
                    break;
                }
                last = next;
                page = page(registry.host(), last);
            }
            if (page.more()) {
                throw RegistryException.of(
                        ErrorKind.MISMATCH,
                        "the catalog of " + registry.host() + " announces more repositories but none follow \"" + last
                                + "\"");
            }
        }

        @Override
        public void repository(Repository repository) throws IOException {
            named(repository.source().commonName(), repository.target().commonName(), () -> {
                for (Tag tag : tags(repository)) {
                    sync(repository.source().withTag(tag), repository.target().withTag(tag));
                    if (failures.stop()) {
                        break;
                    }
                }
                finish(repository.target());
            });
        }

        /** The tags to look at; each name of the source that is no tag is a failure of its own. */
        private List<Tag> tags(Repository repository) throws IOException {
            List<Tag> selected = new ArrayList<>();
            for (String name : tags.selected(entry, repository)) {
                failures.record(() -> named(
                        repository.source().commonName(),
                        repository.target().commonName(),
                        () -> selected.add(tags.parse(name, repository))));
                if (failures.stop()) {
                    return List.of();
                }
            }
            return action.keepsExisting()
                    ? tags.missing(selected, repository.target())
                    : tags.withoutImmutable(selected, entry, repository.target());
        }

        @Override
        public void image(Image image) throws IOException {
            sync(image.source(), image.target());
            named(image.source().commonName(), image.target().commonName(), () -> finish(image.target()));
        }

        @Override
        public void invalid(Invalid invalid) throws IOException {
            invalid.report().to(LOG);
            throw invalid.failure();
        }

        private void sync(Ref source, Ref target) {
            failures.record(() -> images.sync(new SyncTask(entry, source, target, action)));
        }
    }

    /** What fails outside of an image names both sides, too; what is recorded on the way has its own names. */
    private static void named(String source, String target, Failures.Task task) throws IOException {
        try {
            task.run();
        } catch (IOException e) {
            throw RegistryException.withContext("sync " + source + " to " + target, e);
        }
    }

    /** The repositories after the last one of the page before; the first page for an empty text. */
    private RepoList page(String registry, String last) throws IOException {
        Optional<String> after = last.isEmpty() ? Optional.empty() : Optional.of(last);
        try {
            return client.repos().list(registry, new ListOptions(OptionalInt.empty(), after));
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("source", registry)
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to list source repositories");
            throw e;
        }
    }

    /** Collects the garbage of a layout; an interrupted run leaves it to the next one. */
    private void finish(Ref target) throws IOException {
        if (!Thread.currentThread().isInterrupted()) {
            client.finish(target);
        }
    }
}
