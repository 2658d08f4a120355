// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.regsync.gate.GateReview;
import io.regclient.regsync.gate.Verdict;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncDecision.UpToDate;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.Review;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.HookRules;
import io.regclient.regsync.schema.HookRules.Rule;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the hooks of entries: before a copy, after it, and where there is nothing to copy. Runs that only tell what they
 * would do call none. Thread-safe; each call holds up the thread it is made on.
 */
public final class StepHooks {
    private static final Logger LOG = LoggerFactory.getLogger(StepHooks.class);
    private static final int RUN_DIGITS = 12;

    private final RegClient client;
    private final Optional<RunState> state;
    private @Nullable String run;
    private @Nullable HookCall programs;
    private @Nullable HookCall servers;

    public StepHooks(RegClient client, Optional<RunState> state) {
        this.client = client;
        this.state = state;
    }

    /**
     * Asks about an image that is to be copied by its digest.
     *
     * @param review knows what somebody released, and remembers what is held
     * @return the decision that counts
     * @throws RegistryException when the image cannot be read; of kind CANCELED after an interrupt
     */
    public Settled before(SyncTask task, Settled decision, Review review) throws IOException {
        if (!isCalled(task) || !task.entry().safety().asksHook() || !(decision instanceof Copy copy)) {
            return decision;
        }
        Rule rule = rules(task).pre().orElseThrow();
        HookDocument document = document("pre", action(copy))
                .about(task, copy.what().digest(), copy.replaced())
                .image(HookImage.of(client, copy.what()));
        Settled settled = GateReview.settled(copy, verdict(task, rule, document));
        if (settled instanceof Held held) {
            if (review.isReleased(task, held.wanted())) {
                LOG.atInfo()
                        .addKeyValue("target", task.target().commonName())
                        .addKeyValue("reason", held.reason())
                        .log("Image was released, the hook does not hold it");
                return decision;
            }
            review.held(task, held);
        }
        return settled;
    }

    private Verdict verdict(SyncTask task, Rule rule, HookDocument document) throws IOException {
        try {
            Verdict verdict = HookAnswer.read(call(task, rule, document), rule.name());
            LOG.atDebug()
                    .addKeyValue("hook", rule.name())
                    .addKeyValue("target", task.target().commonName())
                    .addKeyValue("allows", verdict.allows())
                    .log("Hook answered");
            return verdict;
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            if (!rule.failsOpen()) {
                return new Verdict.Deny(rule.name(), RegistryException.describe(e));
            }
            warn(task, rule, e, "Hook failed, the image is let through");
            return Verdict.allow();
        }
    }

    /** Tells about a copy that was made; one that found everything there is none. */
    public void after(SyncTask task, Settled decision, CopyResult result) {
        Optional<Transfer> transfer = decision.transfer();
        if (!isCalled(task) || transfer.isEmpty()) {
            return;
        }
        boolean written = result.manifestsPushed()
                        + result.blobs().sent()
                        + result.blobs().mounted()
                > 0;
        if (!(decision instanceof Copy) && !written) {
            tell(
                    task,
                    rulesOf(task).flatMap(HookRules::unchanged),
                    () -> unchanged(task, transfer.get().digest()));
            return;
        }
        Optional<Digest> before = decision instanceof Copy copy
                ? copy.replaced()
                : Optional.of(transfer.get().digest());
        tell(
                task,
                rulesOf(task).flatMap(HookRules::post),
                () -> document("post", action(decision))
                        .about(task, transfer.get().digest(), before)
                        .image(HookImage.of(client, transfer.get()))
                        .outcome(result));
    }

    /** True when a decision is one that {@link #unchanged} tells about. */
    public boolean tellsUnchanged(SyncTask task, Settled decision) {
        return decision instanceof UpToDate
                && isCalled(task)
                && rulesOf(task).flatMap(HookRules::unchanged).isPresent();
    }

    /** Tells about a tag that has what the source has. */
    public void unchanged(SyncTask task, Settled decision) {
        if (decision instanceof UpToDate same) {
            tell(task, rulesOf(task).flatMap(HookRules::unchanged), () -> unchanged(task, same.digest()));
        }
    }

    private HookDocument unchanged(SyncTask task, Digest digest) {
        return document("unchanged", "none").about(task, digest, Optional.of(digest));
    }

    /** Makes a document. */
    @FunctionalInterface
    private interface Telling {
        HookDocument document() throws IOException;
    }

    /** What was done stays done: that a hook failed is a warning. */
    private void tell(SyncTask task, Optional<Rule> rule, Telling telling) {
        if (rule.isPresent()) {
            try {
                call(task, rule.get(), telling.document());
            } catch (IOException e) {
                warn(task, rule.get(), e, "Hook failed");
            }
        }
    }

    private byte[] call(SyncTask task, Rule rule, HookDocument document) throws IOException {
        TemplateObject data = TemplateObject.struct("struct { Ref ref.Ref; Sync main.ConfigSync }")
                .field("Ref", ReferenceView.of(task.target()))
                .field("Sync", task.entry().view())
                .build();
        return (rule.isProgram() ? programs() : servers()).call(rule, data, document.bytes());
    }

    private static void warn(SyncTask task, Rule rule, IOException e, String message) {
        LOG.atWarn()
                .addKeyValue("hook", rule.name())
                .addKeyValue("source", task.source().commonName())
                .addKeyValue("target", task.target().commonName())
                .addKeyValue("error", RegistryException.describe(e))
                .log(message);
    }

    /** Most entries have none: then nothing else of this package is loaded. */
    private static boolean isCalled(SyncTask task) {
        return task.action().copies() && task.entry().safety().hooks().isPresent();
    }

    private static HookRules rules(SyncTask task) throws RegistryException {
        return task.entry().safety().hooks().orElseThrow().get();
    }

    /** An entry whose hooks are wrong does not run. */
    private static Optional<HookRules> rulesOf(SyncTask task) {
        return task.entry().safety().hooks().flatMap(parsed -> parsed.value());
    }

    private static String action(Settled decision) {
        return decision instanceof Copy copy ? copy.replaced().isPresent() ? "replace" : "copy" : "refresh";
    }

    private HookDocument document(String hook, String action) {
        Ticker clock = state.isPresent() ? state.get().clock() : Ticker.system();
        return new HookDocument(hook, action, run(), clock.now());
    }

    /** Without a state a run has no number. */
    private synchronized String run() {
        if (run == null) {
            run = state.isPresent()
                    ? Long.toString(state.get().run())
                    : UUID.randomUUID().toString().replace("-", "").substring(0, RUN_DIGITS);
        }
        return run;
    }

    private synchronized HookCall programs() {
        if (programs == null) {
            programs = new ExecHook(Environment.ofProcess());
        }
        return programs;
    }

    private synchronized HookCall servers() {
        if (servers == null) {
            servers = new HttpHook(client);
        }
        return servers;
    }
}
