// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.log.OrderedLog;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.TaskBatch;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.prune.RepositoryPrune;
import io.regclient.regsync.run.Lookahead.Next;
import io.regclient.scheme.NewRepository;
import io.regclient.throttle.Permit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the tags of one repository up to date. One thread goes from tag to tag and has the next ones looked at
 * meanwhile; a copy runs on a thread of its own as soon as it has a slot. So the tags keep their order where it shows: in
 * waiting for pulls, in beginning to copy, in the log and in the failures.
 */
final class RepositorySync {
    /** Tags that are looked at early; the slots of the hosts say how many of them at the same time. */
    private static final int AHEAD = 16;

    private final EntryPass pass;
    private final Steps steps;
    private final Work work;
    private final Repository repository;
    private final Lookahead<Tag, Settled> checks;

    /** Copies under way by what they copy. A pull may count, so tags of one image are not copied at the same time. */
    private final Map<Digest, TaskBatch.Task> images = new ConcurrentHashMap<>();

    /** Tags that are copied, or in a plan would be. */
    private final Set<Tag> copied = ConcurrentHashMap.newKeySet();

    /** Copies that have not ended, and one more until the last one has begun. */
    private final AtomicInteger open = new AtomicInteger(1);

    private Optional<OrderedLog.Part> closing = Optional.empty();
    private volatile boolean failed;

    /**
     * What there is to do.
     *
     * @param repository both sides
     * @param target tells whether it is new
     * @param refused why names of the source are no tags; each is a failure of its own
     * @param tags to look at
     * @param prune looks in the end for tags to delete; none where there is nothing to delete
     */
    record Work(
            Repository repository,
            TargetRepository target,
            List<RegistryException> refused,
            List<Tag> tags,
            List<RepositoryPrune> prune) {
        Work {
            refused = List.copyOf(refused);
            tags = List.copyOf(tags);
            prune = List.copyOf(prune);
        }
    }

    RepositorySync(EntryPass pass, Work work) {
        this.pass = pass;
        this.steps = pass.steps();
        this.work = work;
        this.repository = work.repository();
        this.checks = new Lookahead<>(steps.tasks(), work.tags(), AHEAD, this::decide);
    }

    private Settled decide(Tag tag) throws IOException {
        SyncTask task = task(tag);
        return pass.underWay().with(task.source(), () -> pass.images().decide(task));
    }

    private SyncTask task(Tag tag) {
        return pass.task(repository.source().withTag(tag), repository.target().withTag(tag));
    }

    /** Looks at the first tags before their turn. */
    void lookAhead() {
        checks.begin();
    }

    /** Goes through the tags; copies may be under way after the last one. */
    void run() throws IOException {
        try {
            if (tellRefused()) {
                goThrough();
            }
            closing = Optional.of(steps.begin());
        } finally {
            leave();
        }
    }

    /** False when this ends the run. */
    private boolean tellRefused() throws IOException {
        failed = !work.refused().isEmpty();
        for (RegistryException each : work.refused()) {
            steps.here(() -> EntryPass.named(repository, () -> RepositoryTags.refuse(each, repository)));
            if (steps.stop()) {
                return false;
            }
        }
        return true;
    }

    private void goThrough() throws IOException {
        Optional<Next<Tag, Settled>> next = checks.next();
        while (next.isPresent()) {
            new TagStep(next.get(), steps.begin()).look();
            next = steps.stop() ? Optional.empty() : checks.next();
        }
    }

    /** The last one who leaves does what the repository needs in the end. */
    private void leave() {
        if (open.decrementAndGet() == 0 && closing.isPresent()) {
            try {
                steps.record(
                        closing.get(),
                        () -> steps.told(() -> EntryPass.named(repository, () -> {
                            pass.finish(repository.target());
                            prune();
                        })));
            } finally {
                closing.get().end();
            }
        }
    }

    private void prune() throws IOException {
        for (RepositoryPrune each : work.prune()) {
            if (!steps.stop()) {
                each.look(!failed, made());
            }
        }
    }

    /** What was copied, or in a plan would be, also by other entries before. */
    private Set<Tag> made() {
        Set<Tag> made = new TreeSet<>(copied);
        made.addAll(pass.images().transfers().plannedTags(repository.target()));
        return made;
    }

    /** One tag. */
    private final class TagStep {
        private final SyncTask task;
        private final Answer<Settled> answer;
        private final OrderedLog.Part part;
        private Optional<TaskBatch.Task> copying = Optional.empty();
        private boolean replaces;

        TagStep(Next<Tag, Settled> next, OrderedLog.Part part) {
            this.task = task(next.item());
            this.answer = next.answer();
            this.part = part;
        }

        /** Reports the decision, and begins the copy when there is a slot for it. */
        void look() {
            try {
                if (!steps.record(part, () -> pass.told(task, this::act))) {
                    failed = true;
                }
            } finally {
                if (copying.isEmpty()) {
                    part.end();
                }
            }
        }

        private void act() throws IOException {
            Settled decision = early(answer::get);
            Optional<Transfer> transfer = ImageSync.wanted(decision, task);
            if (decision instanceof SyncDecision.Copy) {
                task.target().tag().map(Tag::new).ifPresent(copied::add);
            }
            replaces = !(decision instanceof SyncDecision.Copy copy
                    && copy.replaced().isEmpty());
            boolean told = pass.images().tellsUnchanged(task, decision);
            if (transfer.isEmpty() && !told) {
                ImageSync.tell(task, () -> pass.images().report(task, decision));
                return;
            }
            Permit slot = early(pass.images().transfers()::slot);
            try {
                if (!steps.stop()) {
                    pass.images().report(task, decision);
                    ImageSync.tell(task, () -> {
                        if (told) {
                            start(slot, Optional.empty(), () -> pass.images().tellUnchanged(task, decision));
                        } else {
                            begin(decision, transfer.get(), slot);
                        }
                    });
                }
            } finally {
                if (copying.isEmpty()) {
                    slot.close();
                }
            }
        }

        /** What comes before the copy; that the run ended meanwhile is no news about the tag. */
        private <T> T early(Answer.Question<T> what) throws IOException {
            try {
                return what.ask();
            } catch (IOException e) {
                throw ImageSync.failed(task, e);
            }
        }

        private void begin(Settled decision, Transfer transfer, Permit slot) throws IOException {
            Permit permit = pass.images().transfers().admit(transfer, slot);
            Optional<TaskBatch.Task> twin = Optional.ofNullable(images.get(transfer.digest()));
            start(permit, Optional.of(transfer.digest()), () -> {
                await(twin);
                pass.images().copy(task, decision, made());
            });
        }

        /**
         * Begins work on a thread of its own.
         *
         * @param image what is copied, empty for nothing
         */
        private void start(Permit permit, Optional<Digest> image, Failures.Task work) {
            TaskBatch.Task step = steps.tasks().step(() -> run(permit, image, work));
            copying = Optional.of(step);
            if (image.isPresent()) {
                images.put(image.get(), step);
            }
            open.incrementAndGet();
            boolean begun = false;
            try {
                step.start();
                begun = true;
            } finally {
                if (!begun) {
                    forget(image, step);
                    copying = Optional.empty();
                    permit.close();
                    leave();
                }
            }
        }

        private void forget(Optional<Digest> image, TaskBatch.Task step) {
            if (image.isPresent()) {
                images.remove(image.get(), step);
            }
        }

        /** A target that has another image under the tag is no new repository. */
        private Optional<NewRepository> made() throws IOException {
            return replaces ? Optional.empty() : work.target().made(work.tags().size());
        }

        /** Runs on a thread of its own; a failure that ends the run also ends what would have come later. */
        private void run(Permit permit, Optional<Digest> image, Failures.Task work) {
            try (permit) {
                boolean done = steps.record(
                        part,
                        () -> pass.told(
                                task,
                                () -> ImageSync.tell(
                                        task,
                                        () -> pass.underWay().with(task.source(), () -> {
                                            work.run();
                                            return task;
                                        }))));
                if (!done) {
                    failed = true;
                    cancelWhenStopped();
                }
            } finally {
                forget(image, copying.orElseThrow());
                part.end();
                leave();
            }
        }

        private void cancelWhenStopped() {
            if (steps.stop()) {
                copying.orElseThrow().cancelLater();
            }
        }

        /** Lets an earlier tag bring the image that this one needs too. */
        private static void await(Optional<TaskBatch.Task> twin) throws RegistryException {
            try {
                if (twin.isPresent()) {
                    twin.get().finish();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw RegistryException.of(ErrorKind.CANCELED, "task was canceled", e);
            }
        }
    }
}
