// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.PlannedWork.Expected;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a plan as the work of a run. A file may say anything: only what its entry of the configuration is about is
 * ever copied or deleted.
 */
public final class PlanSteps {
    /** Characters of a reference that a message shows. */
    private static final int SHOWN = 300;

    private final PlannedWork work;
    private final boolean refresh;
    private final List<Unplanned> unplanned = new ArrayList<>();

    private PlanSteps(boolean refresh) {
        this.work = new PlannedWork(refresh);
        this.refresh = refresh;
    }

    /**
     * Something that could not be planned, so that it cannot be applied either.
     *
     * @param entry what it is about
     * @param failure why
     */
    public record Unplanned(SyncEntry entry, IOException failure) {}

    /**
     * Reads the steps.
     *
     * @param entries of the configuration the plan was made for
     * @param refresh steps are decided anew, those that could not be planned too
     * @throws RegistryException of kind MISMATCH for a step that is not one of its entry
     */
    public static PlanSteps of(RunReport plan, List<SyncEntry> entries, boolean refresh) throws RegistryException {
        if (plan.entries().size() != entries.size()) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the plan has " + plan.entries().size() + " entries and the configuration " + entries.size());
        }
        PlanSteps steps = new PlanSteps(refresh);
        for (int i = 0; i < entries.size(); i++) {
            steps.entry("sync[" + i + "]", plan.entries().get(i), entries.get(i));
        }
        return steps;
    }

    /** What is to be done. */
    public PlannedWork work() {
        return work;
    }

    /** What could not be planned. */
    public List<Unplanned> unplanned() {
        return List.copyOf(unplanned);
    }

    private void entry(String where, EntryReport report, SyncEntry entry) throws RegistryException {
        EntryScope scope = EntryScope.of(entry);
        for (String error : report.errors()) {
            unplanned(entry, error);
        }
        int index = 0;
        for (Step step : report.steps()) {
            boolean failed = step.is(Outcome.FAILED);
            if (failed && !refresh) {
                unplanned(entry, step.result().error().orElse(step.target()));
            } else if (failed || step.action().changes()) {
                try {
                    add(where, scope, step, entry);
                } catch (RegistryException e) {
                    throw e.is(ErrorKind.MISMATCH)
                            ? e
                            : e.withContext("the plan has a step that is wrong, " + where + " step " + index + " from "
                                    + shown(step.source().orElse("nowhere")) + " to " + shown(step.target()));
                }
            }
            index++;
        }
    }

    private void unplanned(SyncEntry entry, String error) {
        unplanned.add(new Unplanned(
                entry, RegistryException.of(ErrorKind.MISMATCH, "not planned: " + VisibleText.name(error))));
    }

    private void add(String where, EntryScope scope, Step step, SyncEntry entry) throws RegistryException {
        Ref target = Ref.parse(step.target());
        Expected expected = new Expected(step.wanted(), step.there());
        if (scope instanceof Image image && image.target().equals(target) && step.action() != StepAction.DELETE) {
            requireSource(where, step, image.source());
            work.add(entry, target, expected);
            return;
        }
        Tag tag = Tag.parse(target.tag().orElseThrow(() -> stray(where, step)), target);
        Repository repository = repository(where, scope, step, target.withoutVersion());
        if (!repository.target().withTag(tag).equals(target)) {
            throw stray(where, step);
        }
        requireSource(where, step, repository.source().withTag(tag));
        if (step.action() == StepAction.DELETE) {
            String reason = step.circumstances().reason().orElse("planned");
            Ref source = repository.source().withTag(tag);
            work.add(
                    entry,
                    repository,
                    new Deletion(source, target, step.there().orElseThrow(() -> stray(where, step)), reason));
        } else {
            work.add(entry, repository, tag, expected);
        }
    }

    /** A source that is not that of the entry is never replaced by the right one: somebody meant it. */
    private static void requireSource(String where, Step step, Ref source) throws RegistryException {
        if (step.source().isPresent() && !Ref.parse(step.source().get()).equals(source)) {
            throw stray(where, step);
        }
    }

    private static String shown(String reference) {
        return VisibleText.name(VisibleText.withoutLogin(reference), SHOWN);
    }

    /** The repository of the entry that has the target. */
    private static Repository repository(String where, EntryScope scope, Step step, Ref target)
            throws RegistryException {
        if (scope instanceof Repository repository) {
            return repository;
        }
        if (scope instanceof Registry registry && step.source().isPresent()) {
            Ref source = Ref.parse(step.source().get()).withoutVersion();
            if (source instanceof RegistryRef named
                    && registry.repository(named.repository()) instanceof Repository repository
                    && repository.source().equals(source)
                    && repository.target().equals(target)) {
                return repository;
            }
        }
        throw stray(where, step);
    }

    private static RegistryException stray(String where, Step step) {
        return RegistryException.of(
                ErrorKind.MISMATCH,
                "the plan has a step that " + where + " does not have: "
                        + step.action().word() + " "
                        + step.source().map(source -> shown(source) + " to ").orElse("") + shown(step.target()));
    }
}
