// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.plan.PlannedWork;
import io.regclient.regsync.plan.PlannedWork.Expected;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.Review;
import java.io.IOException;
import java.util.Optional;

/** Lets through what is as it was planned, and refuses the rest. */
final class PlannedReview implements Review {
    private final Review safeguards;
    private final PlannedWork planned;
    private final Journal journal;

    PlannedReview(Review safeguards, PlannedWork planned, Journal journal) {
        this.safeguards = safeguards;
        this.planned = planned;
        this.journal = journal;
    }

    /** An image that somebody else has brought meanwhile is what was planned, too. */
    @Override
    public Settled look(SyncTask task, Settled decision) throws IOException {
        Settled settled = safeguards.look(task, decision);
        if (planned.isRefreshed()) {
            return settled;
        }
        Expected expected = planned.expected(task.entry(), task.target()).orElseThrow();
        Optional<String> difference = switch (settled) {
            case SyncDecision.Copy copy -> difference(copy, expected);
            case SyncDecision.Refresh refresh -> source(refresh.what().digest(), expected);
            case SyncDecision.UpToDate same -> source(same.digest(), expected);
            case Held held -> Optional.of("the image is held: " + held.reason());
            case SyncDecision.Denied denied ->
                Optional.of("the gate " + denied.gate() + " denies it: " + denied.reason());
            case SyncDecision.Moved _ -> Optional.of("the tag moved, and fails by onRetag");
            case SyncDecision.Skipped _ -> Optional.of("the tag moved, and is skipped by onRetag");
            case SyncDecision.WrongType type ->
                Optional.of("the source is of the media type " + type.mediaType() + " now");
            case SyncDecision.Exists exists -> Optional.of("the target keeps " + exists.kept());
        };
        if (difference.isPresent()) {
            journal.refused(task, settled);
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "not as planned, " + difference.get()
                            + "; make a new plan, or use --refresh to do what is needed now");
        }
        return settled;
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

    private static Optional<String> difference(SyncDecision.Copy copy, Expected expected) {
        Optional<String> source = source(copy.what().digest(), expected);
        return source.isPresent() || copy.replaced().equals(expected.there())
                ? source
                : Optional.of(
                        "the target has " + text(copy.replaced()) + " now and had " + text(expected.there()) + " then");
    }

    private static Optional<String> source(Digest found, Expected expected) {
        return Optional.of(found).equals(expected.wanted())
                ? Optional.empty()
                : Optional.of("the source has " + found + " now and had " + text(expected.wanted()) + " then");
    }

    private static String text(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("nothing");
    }
}
