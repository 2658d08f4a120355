// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.digest.Digest;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Denied;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncDecision.Refresh;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.Review;
import io.regclient.regsync.schema.EntrySafety;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Sends what the safeguards let through to the gates, one after the other; the first that does not allow it counts. What
 * they look at is copied by its digest, so that a tag that moves meanwhile changes nothing.
 */
public final class GateReview implements Review {
    private final Review safeguards;
    private final List<ImageGate> gates;

    /**
     * Makes the review.
     *
     * @param gates in the order in which they are asked
     */
    public GateReview(Review safeguards, List<ImageGate> gates) {
        this.safeguards = safeguards;
        this.gates = List.copyOf(gates);
    }

    @Override
    public Settled look(SyncTask task, Settled decision) throws IOException {
        Settled settled = safeguards.look(task, decision);
        EntrySafety safety = task.entry().safety();
        if (safety.isOpen() && !safety.isGated() && !safety.asksHook()) {
            return settled;
        }
        // Nobody has looked at what the tag may stand for when the copy begins.
        return switch (settled) {
            case Copy copy -> safety.isGated() ? ask(task, copy.byDigest()) : copy.byDigest();
            case Refresh refresh ->
                safety.isGated() && refresh.what().terms().options().forceRecursive()
                        ? ask(task, refresh.byDigest())
                        : refresh.byDigest();
            default -> settled;
        };
    }

    /** An index that the target has may lack children there that nobody has looked at: it was copied for fewer platforms. */
    private Settled ask(SyncTask task, Refresh refresh) throws IOException {
        Settled answer =
                ask(task, new Copy(refresh.what(), Optional.of(refresh.what().digest())));
        return answer instanceof Copy ? refresh : answer;
    }

    private Settled ask(SyncTask task, Copy copy) throws IOException {
        for (ImageGate gate : gates) {
            Verdict verdict = gate.look(task, copy);
            if (!verdict.allows()) {
                return settled(copy, verdict);
            }
        }
        return copy;
    }

    /** What a verdict makes of a copy. */
    public static Settled settled(Copy copy, Verdict verdict) {
        Transfer what = copy.what();
        return switch (verdict) {
            case Verdict.Allow _ -> copy;
            case Verdict.Deny deny ->
                new Denied(what.source(), what.target(), what.digest(), copy.replaced(), deny.gate(), deny.reason());
            case Verdict.Hold hold ->
                new Held(
                        what.source(),
                        what.target(),
                        what.digest(),
                        copy.replaced(),
                        hold.gate() + ": " + hold.reason(),
                        Optional.empty());
        };
    }

    @Override
    public void held(SyncTask task, Held held) throws IOException {
        safeguards.held(task, held);
    }

    @Override
    public boolean isReleased(SyncTask task, Digest image) throws IOException {
        return safeguards.isReleased(task, image);
    }

    @Override
    public void copied(SyncTask task, Transfer transfer) throws IOException {
        safeguards.copied(task, transfer);
    }
}
