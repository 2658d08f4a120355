// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.Failures;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.RateLimit;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.regsync.hook.StepHooks;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncDecision.ChoosePlatform;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.Review;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.scheme.NewRepository;
import io.regclient.throttle.Permit;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Brings one image of an entry up to date: asks the two sides, and reports and carries out what the plan decides. */
final class ImageSync {
    private static final Logger LOG = LoggerFactory.getLogger(ImageSync.class);

    private final RegClient client;
    private final PlatformMemory platforms;
    private final Transfers transfers;
    private final Review review;
    private final Journal journal;
    private final Ledger ledger;
    private final StepHooks hooks;

    ImageSync(RegClient client, Transfers transfers, Review review, Journal journal, Ledger ledger, StepHooks hooks) {
        this.client = client;
        this.platforms = new PlatformMemory(client);
        this.transfers = transfers;
        this.review = review;
        this.journal = journal;
        this.ledger = ledger;
        this.hooks = hooks;
    }

    /** Looks at the image, and copies it if that is needed. */
    void sync(SyncTask task) throws IOException {
        tell(task, () -> {
            SyncDecision.Settled decision = decide(task);
            report(task, decision);
            Optional<Transfer> transfer = wanted(decision, task);
            if (transfer.isPresent()) {
                try (Permit _ = transfers.admit(transfer.get(), transfers.slot())) {
                    copy(task, decision, Optional.empty());
                }
            } else if (hooks.tellsUnchanged(task, decision)) {
                tellUnchanged(task, decision);
            }
        });
    }

    /** Does a part of the work; a failure is logged, and told with the names of the image. */
    static void tell(SyncTask task, Failures.Task part) throws IOException {
        try {
            part.run();
        } catch (IOException e) {
            throw failed(task, e);
        }
    }

    /** Logs a failure, and tells it with the names of the image. Why a run was cut off is told once, not for each image. */
    static IOException failed(SyncTask task, IOException e) {
        LOG.atLevel(RegistryException.is(e, ErrorKind.CANCELED) ? Level.DEBUG : Level.ERROR)
                .addKeyValue("target", task.target().commonName())
                .addKeyValue("source", task.source().commonName())
                .addKeyValue("error", RegistryException.describe(e))
                .log("Failed to sync");
        return RegistryException.withContext(
                "sync " + task.source().commonName() + " to " + task.target().commonName(), e);
    }

    /** What the run has to copy. */
    static Optional<Transfer> wanted(SyncDecision.Settled decision, SyncTask task) {
        return task.action().transfers() ? decision.transfer() : Optional.empty();
    }

    /** Tells what was decided; fails for an image that a gate or rule does not let through. */
    void report(SyncTask task, SyncDecision.Settled decision) throws IOException {
        decision.report().to(LOG);
        journal.decided(task, decision);
        Optional<RegistryException> failure = decision.failure();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /**
     * Copies, with a slot, unless a hook of the entry keeps it from that.
     *
     * @param decision that there is something to copy
     * @param made the target's repository when it is new
     */
    void copy(SyncTask task, Settled decision, Optional<NewRepository> made) throws IOException {
        Transfer transfer = decision.transfer().orElseThrow();
        Settled settled = hooks.before(task, decision, review);
        if (settled.transfer().isEmpty()) {
            report(task, settled);
            return;
        }
        CopyResult result =
                ledger.copy(task, decision, () -> transfers.target(transfer), () -> transfers.copy(transfer, made));
        journal.copied(task, result);
        review.copied(task, transfer);
        hooks.after(task, decision, result);
    }

    /** True when a hook is told that there was nothing to copy. */
    boolean tellsUnchanged(SyncTask task, Settled decision) {
        return hooks.tellsUnchanged(task, decision);
    }

    /** Tells the hook. */
    void tellUnchanged(SyncTask task, Settled decision) {
        hooks.unchanged(task, decision);
    }

    /** The tags of an entry's source are listed. A state that cannot be asked fails every tag that may have to wait. */
    void listed(SyncEntry entry, Repository repository, TagList list) {
        if (entry.safety().minAge().isZero() && !entry.safety().asksHook()) {
            return;
        }
        try {
            ledger.listed(repository, list);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Held images were not looked through");
        }
    }

    Transfers transfers() {
        return transfers;
    }

    /** Asks the two sides, and the safeguards of the entry. */
    SyncDecision.Settled decide(SyncTask task) throws IOException {
        return review.look(task, byHeads(task));
    }

    private SyncDecision.Settled byHeads(SyncTask task) throws IOException {
        if (!task.isImmutable()) {
            ManifestHead source = headSource(task);
            return task.decide(source, headTarget(task)).settle(this::findPlatform);
        }
        Optional<ManifestHead> there = headTarget(task);
        return there.isPresent()
                ? new SyncDecision.Exists(
                        task.source(),
                        task.target(),
                        there.get().descriptor().digest().orElseThrow())
                : task.decide(headSource(task), there).settle(this::findPlatform);
    }

    private ManifestHead headSource(SyncTask task) throws IOException {
        ManifestHead found = headSource(task.source());
        ledger.heard(task.source(), found);
        Optional<Digest> digest = found.descriptor().digest();
        if (digest.isPresent()) {
            ledger.saw(task, digest.get());
        }
        return found;
    }

    private ManifestHead headSource(Ref source) throws IOException {
        try {
            return head(source);
        } catch (IOException e) {
            LOG.atLevel(RegistryException.is(e, ErrorKind.CANCELED) ? Level.DEBUG : Level.ERROR)
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to lookup source manifest");
            throw e;
        }
    }

    /**
     * Any failure means that the target is not there; a copy will find out what is wrong (contract regsync 9.2). What
     * must not be overwritten is not there only when the answer says so.
     */
    private Optional<ManifestHead> headTarget(SyncTask task) throws IOException {
        Ref target = task.target();
        Optional<Digest> planned = transfers.planned(target);
        if (planned.isPresent()) {
            return planned.map(ImageSync::known);
        }
        Optional<ManifestHead> found = Optional.empty();
        try {
            ManifestHead head = head(target);
            ledger.heard(target, head);
            found = Optional.of(head);
        } catch (IOException e) {
            boolean unknown = task.action().keepsExisting() && !RepositoryTags.countsAsAbsent(e);
            if (task.mustKnowTarget() && !RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                throw RegistryException.withContext("what the target has must be known for onRetag", e);
            }
            if (unknown || RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("target", target.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("target manifest not available");
            if (!RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                ledger.unseen(task);
                return found;
            }
        }
        Optional<Digest> digest = found.flatMap(head -> head.descriptor().digest());
        Optional<Digest> settled = ledger.found(task, digest);
        return settled.equals(digest) ? found : settled.map(ImageSync::known);
    }

    private static ManifestHead known(Digest digest) {
        return new ManifestHead(Descriptor.ofDigest(digest), RateLimit.NONE, Map.of());
    }

    /** HEAD, or GET where the digest is missing or HEAD is switched off (contract regsync 9.1, MF-18). */
    ManifestHead head(Ref ref) throws IOException {
        return head(client, ref);
    }

    static ManifestHead head(RegClient client, Ref ref) throws IOException {
        try {
            return client.manifests().describe(ref, Optional.empty());
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.UNSUPPORTED_API) {
                throw e;
            }
            Manifest manifest = client.manifests().get(ref, Optional.empty());
            return new ManifestHead(manifest.descriptor(), manifest.rateLimit(), manifest.headers());
        }
    }

    private Digest findPlatform(ChoosePlatform choice) throws IOException {
        try {
            return platforms.find(choice.index(), choice.wanted());
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.NOT_FOUND)) { // an absent platform has its own line
                LOG.atWarn()
                        .addKeyValue("platform", choice.platform())
                        .addKeyValue("err", e.getMessage())
                        .log("Failed to resolve platform");
            }
            throw e;
        }
    }
}
