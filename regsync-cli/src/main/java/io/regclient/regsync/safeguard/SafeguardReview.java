// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.digest.Digest;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncDecision.UpToDate;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.Quarantine.Wait;
import io.regclient.regsync.schema.EntrySafety;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks at every copy before it is made: an image that the tag was put back from waits until somebody releases it, a tag
 * that moved is treated by the rules of its entry, and a young image waits for its age. Nothing else than a copy is ever
 * changed, and a state that cannot be asked fails the tag.
 */
public final class SafeguardReview implements Review {
    private final Optional<RunState> state;
    private final MovedTags moved;
    private final Quarantine quarantine;

    public SafeguardReview(Optional<RunState> state, CreationTimes created) {
        Ticker clock = state.isPresent() ? state.get().clock() : Ticker.system();
        this.state = state;
        this.moved = new MovedTags(state, clock);
        this.quarantine = new Quarantine(state, clock, created);
    }

    @Override
    public Settled look(SyncTask task, Settled decision) throws IOException {
        if (decision instanceof Copy copy) {
            EntrySafety safety = task.entry().safety();
            return state.isEmpty() && safety.isOpen() ? copy : look(task, copy);
        }
        if (decision instanceof UpToDate && records(task)) {
            quarantine.settle(task);
        }
        return decision;
    }

    private Settled look(SyncTask task, Copy copy) throws IOException {
        Optional<Hold> hold = holdOf(task, copy.what().digest());
        boolean released = hold.isPresent() && hold.get().passesSafeguards();
        if (hold.isPresent() && !released && hold.get().reason() == Hold.Reason.ROLLBACK) {
            return held(copy, Hold.Reason.ROLLBACK, Optional.empty());
        }
        MovedTags.Ruling ruling = moved.look(task, copy, released);
        if (!(ruling.decision() instanceof Copy allowed)) {
            return ruling.decision();
        }
        Optional<Wait> wait = released ? Optional.empty() : quarantine.look(task, allowed, hold);
        if (records(task)) {
            quarantine.record(task, copy.what().digest(), hold, wait);
        }
        if (wait.isPresent()) {
            return held(copy, Hold.Reason.MIN_AGE, Optional.of(wait.get().until()));
        }
        if (ruling.warns()) {
            MovedTags.warn(copy);
        }
        return allowed;
    }

    private static Held held(Copy copy, Hold.Reason reason, Optional<Instant> until) {
        Transfer what = copy.what();
        return new Held(what.source(), what.target(), what.digest(), copy.replaced(), reason.word(), until);
    }

    private Optional<Hold> holdOf(SyncTask task, Digest digest) throws IOException {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImageAt> image = state.get().image(task.target(), digest);
        return image.isPresent() ? state.get().store().holdOf(image.get()) : Optional.empty();
    }

    @Override
    public void held(SyncTask task, Held held) throws IOException {
        if (records(task)) {
            quarantine.held(task, held, holdOf(task, held.wanted()));
        }
    }

    @Override
    public boolean isReleased(SyncTask task, Digest image) throws IOException {
        return holdOf(task, image).filter(Hold::passesHook).isPresent();
    }

    @Override
    public void copied(SyncTask task, Transfer transfer) throws IOException {
        if (records(task)) {
            quarantine.copied(task, transfer.digest());
        }
    }

    /** A run that only tells what it would do leaves the state as it is. */
    private boolean records(SyncTask task) {
        return state.isPresent() && task.action().copies();
    }
}
