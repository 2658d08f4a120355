// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.service.Failures;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Invalid;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.prune.EntryPrune;
import io.regclient.regsync.prune.RepositoryPrune;
import io.regclient.regsync.run.Lookahead.Next;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an entry: a registry, a repository or an image (contract regsync 8). */
final class EntryPass implements EntryScope.Visitor {
    private static final Logger LOG = LoggerFactory.getLogger(EntryPass.class);

    /** Repositories of a registry whose tags are listed, and the first ones looked at, early. */
    private static final int REPOSITORIES_AHEAD = 4;

    private final RunContext.Tools tools;
    private final RepositoryTags tags;
    private final SyncEntry entry;
    private final SyncAction action;
    private final Failures failures;
    private final Steps steps;
    private final UnderWay underWay = new UnderWay();
    private Optional<EntryPrune> prune = Optional.empty();

    EntryPass(RunContext.Tools tools, SyncEntry entry, SyncAction action, Failures failures) {
        this.tools = tools;
        this.entry = entry;
        this.action = action;
        this.failures = failures;
        this.steps = new Steps(tools.threads().batch(), failures, entry, tools.journal());
        this.tags = new RepositoryTags(
                tools.client(), new SourceDates(tools.images(), tools.created(), steps.tasks(), action.copies()));
    }

    @Override
    public void registry(Registry registry) throws IOException {
        steps.make(() ->
                named(VisibleText.withoutLogin(registry.host()), VisibleText.withoutLogin(registry.prefix()), () -> {
                    prune = prunes();
                    repositories(registry);
                }));
        carryOutDeletions();
    }

    private void repositories(Registry registry) throws IOException {
        if (tools.planned().isPresent()) {
            each(tools.planned().get().repositories(entry));
            return;
        }
        Catalog catalog = new Catalog(tools.client(), registry.host());
        List<String> names = catalog.next();
        while (!names.isEmpty()) {
            List<EntryScope> chosen = entry.repositoryFilter().get().choose(names).stream()
                    .filter(name -> tools.share().owns(registry.target(name)))
                    .map(registry::repository)
                    .toList();
            if (!each(chosen)) {
                return;
            }
            names = catalog.next();
        }
    }

    /** Does the repositories in their order; false when this ends the run. */
    private boolean each(List<? extends EntryScope> chosen) throws IOException {
        Lookahead<EntryScope, RepositorySync> repositories =
                new Lookahead<>(steps.tasks(), List.copyOf(chosen), REPOSITORIES_AHEAD, this::prepareEarly);
        Optional<Next<EntryScope, RepositorySync>> next = repositories.next();
        while (next.isPresent()) {
            go(next.get().answer());
            if (steps.stop()) {
                return false;
            }
            next = repositories.next();
        }
        return true;
    }

    private RepositorySync prepareEarly(EntryScope scope) throws IOException {
        if (scope instanceof Repository repository) {
            RepositorySync prepared = prepare(repository);
            prepared.lookAhead();
            return prepared;
        }
        scope.accept(this); // fails: the name is none
        throw new IllegalStateException("no repository of a registry: " + scope);
    }

    /** Does what has been prepared; that it could not be is told in its place. */
    private void go(Answer<RepositorySync> answer) throws IOException {
        List<RepositorySync> prepared = new ArrayList<>();
        steps.here(() -> prepared.add(answer.get()));
        for (RepositorySync repository : prepared) {
            repository.run();
        }
    }

    @Override
    public void repository(Repository repository) throws IOException {
        steps.make(() -> {
            prune = prunes();
            prepare(repository).run();
        });
        carryOutDeletions();
    }

    private Optional<EntryPrune> prunes() throws IOException {
        boolean any = tools.pruner().isPresent() && (action.copies() || action.plans());
        return any ? tools.pruner().get().of(entry) : Optional.empty();
    }

    private void carryOutDeletions() throws IOException {
        if (prune.isPresent()) {
            for (Ref target : prune.get().targets()) {
                carryOutDeletions(prune.get(), target);
            }
        }
    }

    private void carryOutDeletions(EntryPrune deleting, Ref target) throws IOException {
        List<Deletion> deletions = new ArrayList<>();
        if (!steps.stop()) {
            steps.here(() -> deletions.addAll(deleting.confirm(target)));
        }
        for (Deletion each : deletions) {
            if (!steps.stop()) {
                steps.alone(() -> deleting.delete(each));
            }
        }
        if (!deletions.isEmpty()) {
            steps.here(() -> finish(target));
        }
    }

    private RepositorySync prepare(Repository repository) throws IOException {
        if (tools.planned().isPresent()) {
            return prepare(repository, tools.planned().get());
        }
        List<RegistryException> refused = new ArrayList<>();
        List<Tag> looked = new ArrayList<>();
        List<RepositoryPrune> pruned = new ArrayList<>();
        TargetRepository target = new TargetRepository(tools.client(), repository.target());
        named(repository, () -> {
            List<Tag> selected = new ArrayList<>();
            RepositoryTags.Found found = tags.find(entry, repository);
            if (action.copies()) {
                images().listed(entry, repository, found.list());
            }
            for (String name : found.selected()) {
                try {
                    selected.add(Tag.parse(name, repository.source()));
                } catch (RegistryException e) {
                    refused.add(e);
                }
            }
            if (prune.isPresent()) {
                pruned.add(prune.get().repository(repository, found.list(), new TreeSet<>(selected)));
            }
            looked.addAll(
                    action.keepsExisting()
                            ? tags.missing(selected, target)
                            : tags.withoutImmutable(selected, entry, target));
        });
        return new RepositorySync(this, new RepositorySync.Work(repository, target, refused, looked, pruned));
    }

    /** Only what is planned; that tags are to be deleted is decided again, and for that all of them are listed. */
    private RepositorySync prepare(Repository repository, PlannedWork planned) throws IOException {
        List<RepositoryPrune> pruned = new ArrayList<>();
        if (prune.isPresent() && !planned.deletions(entry, repository).isEmpty()) {
            named(repository, () -> {
                RepositoryTags.Found found = tags.find(entry, repository);
                Set<Tag> selected = new TreeSet<>();
                for (String name : found.selected()) {
                    selected.add(Tag.parse(name, repository.source()));
                }
                pruned.add(prune.get().repository(repository, found.list(), selected));
            });
        }
        TargetRepository target = new TargetRepository(tools.client(), repository.target());
        return new RepositorySync(
                this, new RepositorySync.Work(repository, target, List.of(), planned.tags(entry, repository), pruned));
    }

    @Override
    public void image(Image image) throws IOException {
        SyncTask task = task(image.source(), image.target());
        failures.record(() -> told(
                task,
                () -> underWay.with(image.source(), () -> {
                    images().sync(task);
                    return task;
                })));
        named(image.source().commonName(), image.target().commonName(), () -> finish(image.target()));
    }

    @Override
    public void invalid(Invalid invalid) throws IOException {
        invalid.report().to(LOG);
        throw invalid.failure();
    }

    SyncTask task(Ref source, Ref target) {
        return new SyncTask(entry, source, target, action);
    }

    ImageSync images() {
        return tools.images();
    }

    UnderWay underWay() {
        return underWay;
    }

    Steps steps() {
        return steps;
    }

    /** Does work for an image; that it failed is told. */
    void told(SyncTask task, Failures.Task work) throws IOException {
        Optional<IOException> failure = Failures.attempt(work);
        if (failure.isPresent()) {
            tools.journal().failed(task, failure.get());
            throw failure.get();
        }
    }

    /** Collects the garbage of a layout; an interrupted run leaves it to the next one. */
    void finish(Ref target) throws IOException {
        if (!Thread.currentThread().isInterrupted()) {
            tools.client().finish(target);
        }
    }

    static void named(Repository repository, Failures.Task task) throws IOException {
        named(repository.source().commonName(), repository.target().commonName(), task);
    }

    /** What fails outside of an image names both sides, too; what is recorded on the way has its own names. */
    private static void named(String source, String target, Failures.Task task) throws IOException {
        try {
            task.run();
        } catch (IOException e) {
            throw RegistryException.withContext("sync " + source + " to " + target, e);
        }
    }
}
