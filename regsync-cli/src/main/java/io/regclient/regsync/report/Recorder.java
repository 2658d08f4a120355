// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.BackupPlace;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.report.Step.Circumstances;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Result;
import io.regclient.regsync.report.Step.Traffic;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the report of a run, or a plan, of what a journal hears. Thread-safe. */
public final class Recorder implements Journal {
    /** Characters of an error: some repeat a value that a template made. */
    private static final int MAX_ERROR = 2000;

    private final Map<SyncEntry, Pass> passes = new LinkedHashMap<>();
    private final boolean plans;
    private boolean complete = true;

    /**
     * For a run.
     *
     * @param entries the entries of the configuration, in its order
     * @param plans what is decided would only be done
     */
    public Recorder(List<SyncEntry> entries, boolean plans) {
        this.plans = plans;
        entries.forEach(entry -> passes.put(entry, new Pass(entry)));
    }

    /** What is known so far. */
    public synchronized RunReport report(RunReport.Head head) {
        return new RunReport(
                head, complete, passes.values().stream().map(Pass::report).toList());
    }

    /** The run ends before it has looked at everything. */
    public synchronized void cutShort() {
        complete = false;
    }

    @Override
    public synchronized void decided(SyncTask task, Settled decision) {
        Pass pass = pass(task.entry());
        if (decision instanceof SyncDecision.UpToDate || decision instanceof SyncDecision.Exists) {
            pass.current++;
            return;
        }
        pass.drafts.put(task.target(), draft(task, decision));
    }

    private Draft draft(SyncTask task, Settled decision) {
        Draft draft = new Draft(task);
        switch (decision) {
            case SyncDecision.Copy copy ->
                draft.decide(
                        copy.replaced().isPresent() ? StepAction.REPLACE : StepAction.COPY,
                        Optional.of(copy.what().digest()),
                        copy.replaced());
            case SyncDecision.Refresh refresh ->
                draft.decide(
                        StepAction.REFRESH,
                        Optional.of(refresh.what().digest()),
                        Optional.of(refresh.what().digest()));
            case SyncDecision.Held held ->
                draft.keep(
                        StepAction.HOLD,
                        Circumstances.NONE.with(Optional.of(held.reason()), held.until()),
                        Optional.of(held.wanted()),
                        held.kept());
            case SyncDecision.Denied denied ->
                draft.keep(
                        StepAction.DENY,
                        Circumstances.because(denied.gate() + ": " + denied.reason()),
                        Optional.of(denied.wanted()),
                        denied.kept());
            case SyncDecision.Moved moved ->
                draft.keep(StepAction.DENY, "onRetag: the tag moved at the source", moved.wanted(), moved.kept());
            case SyncDecision.Skipped skipped ->
                draft.keep(StepAction.SKIP, "the tag moved at the source", skipped.wanted(), skipped.kept());
            case SyncDecision.WrongType other ->
                draft.keep(
                        StepAction.SKIP,
                        Circumstances.because("media type " + other.mediaType()),
                        Optional.empty(),
                        Optional.empty());
            case SyncDecision.UpToDate same ->
                draft.keep(StepAction.SKIP, "the target has what the source has", same.digest(), same.digest());
            case SyncDecision.Exists exists ->
                draft.keep(
                        StepAction.SKIP,
                        Circumstances.because("the target keeps what it has"),
                        Optional.empty(),
                        Optional.of(exists.kept()));
        }
        decision.transfer().ifPresent(draft::transfer);
        if (plans
                && decision instanceof SyncDecision.Copy
                && task.entry().safety().asksHook()) {
            draft.circumstances = draft.circumstances.asking("hooks.pre");
        }
        draft.outcome = plans ? Outcome.PLANNED : draft.action.changes() ? Outcome.OPEN : Outcome.DONE;
        return draft;
    }

    @Override
    public synchronized void copied(SyncTask task, CopyResult result) {
        Pass pass = pass(task.entry());
        Draft draft = pass.draft(task);
        Traffic traffic = Traffic.of(result, draft.countsPulls);
        boolean written = traffic.manifests() + traffic.blobs() + traffic.mountedBlobs() > 0;
        if (draft.action == StepAction.REFRESH && !written) {
            pass.drafts.remove(task.target());
            pass.current++;
            return;
        }
        draft.traffic = Optional.of(traffic);
        draft.outcome = plans ? Outcome.PLANNED : Outcome.DONE;
    }

    @Override
    public synchronized void refused(SyncTask task, Settled decision) {
        Draft draft = draft(task, decision);
        draft.outcome = Outcome.REFUSED;
        pass(task.entry()).drafts.put(task.target(), draft);
    }

    @Override
    public synchronized void failed(SyncTask task, IOException failure) {
        fail(pass(task.entry()).draft(task), failure);
    }

    @Override
    public synchronized void failed(SyncEntry entry, IOException failure) {
        if (RegistryException.is(failure, ErrorKind.CANCELED)) {
            complete = false;
        } else {
            pass(entry).errors.add(words(failure));
        }
    }

    @Override
    public synchronized void decided(SyncEntry entry, Deletion deletion) {
        Draft draft = new Draft(Optional.of(deletion.source()), deletion.target());
        draft.keep(
                StepAction.DELETE,
                Circumstances.because(deletion.reason()),
                Optional.empty(),
                Optional.of(deletion.digest()));
        draft.outcome = plans ? Outcome.PLANNED : Outcome.OPEN;
        pass(entry).drafts.put(deletion.target(), draft);
    }

    @Override
    public synchronized void deleted(SyncEntry entry, Deletion deletion) {
        pass(entry).draft(Optional.of(deletion.source()), deletion.target()).outcome = Outcome.DONE;
    }

    @Override
    public synchronized void left(SyncEntry entry, Deletion deletion) {
        pass(entry).drafts.remove(deletion.target()); // no step of this run
    }

    @Override
    public synchronized void refused(SyncEntry entry, Deletion deletion, IOException why) {
        decided(entry, deletion);
        Draft draft = pass(entry).draft(Optional.of(deletion.source()), deletion.target());
        draft.outcome = Outcome.REFUSED;
        fail(draft, why);
    }

    @Override
    public synchronized void failed(SyncEntry entry, Deletion deletion, IOException failure) {
        fail(pass(entry).draft(Optional.of(deletion.source()), deletion.target()), failure);
    }

    private void fail(Draft draft, IOException failure) {
        if (RegistryException.is(failure, ErrorKind.CANCELED)) {
            complete = false;
            draft.outcome = Outcome.OPEN;
            return;
        }
        draft.outcome = draft.outcome == Outcome.REFUSED ? Outcome.REFUSED : Outcome.FAILED;
        draft.error = Optional.of(words(failure));
    }

    private static String words(IOException failure) {
        return VisibleText.name(RegistryException.describe(failure), MAX_ERROR);
    }

    private Pass pass(SyncEntry entry) {
        return passes.computeIfAbsent(entry, Pass::new);
    }

    /** An entry. */
    private static final class Pass {
        private final SyncEntry entry;
        private final Map<Ref, Draft> drafts = new LinkedHashMap<>();
        private final List<String> errors = new ArrayList<>();
        private int current;

        Pass(SyncEntry entry) {
            this.entry = entry;
        }

        Draft draft(SyncTask task) {
            return draft(Optional.of(task.source()), task.target());
        }

        Draft draft(Optional<Ref> source, Ref target) {
            return drafts.computeIfAbsent(target, tag -> new Draft(source, tag));
        }

        EntryReport report() {
            return new EntryReport(
                    entry.type(),
                    VisibleText.withoutLogin(entry.source()),
                    VisibleText.withoutLogin(entry.target()),
                    current,
                    drafts.values().stream().map(Draft::step).toList(),
                    errors);
        }
    }

    /** A step as far as it is known. */
    private static final class Draft {
        private final Optional<String> source;
        private final Ref target;
        private StepAction action = StepAction.LOOK;
        private Optional<Digest> wanted = Optional.empty();
        private Optional<Digest> there = Optional.empty();
        private Circumstances circumstances = Circumstances.NONE;
        private Optional<Traffic> traffic = Optional.empty();
        private Outcome outcome = Outcome.OPEN;
        private Optional<String> error = Optional.empty();
        private boolean countsPulls;

        Draft(SyncTask task) {
            this(Optional.of(task.source()), task.target());
        }

        Draft(Optional<Ref> source, Ref target) {
            this.source = source.map(Ref::commonName);
            this.target = target;
        }

        void decide(StepAction what, Optional<Digest> digest, Optional<Digest> before) {
            keep(what, Circumstances.NONE, digest, before);
        }

        void keep(StepAction step, String why, Digest wanted, Digest there) {
            keep(step, Circumstances.because(why), Optional.of(wanted), Optional.of(there));
        }

        void keep(StepAction what, Circumstances why, Optional<Digest> digest, Optional<Digest> before) {
            action = what;
            circumstances = why;
            wanted = digest;
            there = before;
        }

        /** What a copy adds; a template that gives no name for the backup fails the copy itself. */
        void transfer(Transfer transfer) {
            countsPulls = transfer.limited();
            if (transfer.backup().isPresent()) {
                try {
                    String place = BackupPlace.of(transfer).commonName();
                    circumstances = circumstances.keepingAt(place);
                } catch (IOException e) {
                    return;
                }
            }
        }

        Step step() {
            return new Step(
                    action,
                    source,
                    target.commonName(),
                    wanted,
                    there,
                    circumstances,
                    traffic,
                    new Result(outcome, error));
        }
    }
}
