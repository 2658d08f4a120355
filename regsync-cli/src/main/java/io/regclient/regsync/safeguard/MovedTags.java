// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.digest.Digest;
import io.regclient.regsync.plan.BackupPlace;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Moved;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncDecision.Skipped;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.schema.RetagRules.Action;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Treats tags that moved by the rules of the key {@code onRetag}. A tag moved when the target has another image under it
 * than the source, unless the ledger says that the source's image is what was copied there last: then somebody else
 * changed the target, and it is brought back in step.
 */
final class MovedTags {
    private static final Logger LOG = LoggerFactory.getLogger(MovedTags.class);

    /** Moves of a tag that are looked at: the last one that was made, behind some that were not. */
    private static final int LAST_MOVES = 20;

    private final Optional<RunState> state;
    private final Ticker clock;

    MovedTags(Optional<RunState> state, Ticker clock) {
        this.state = state;
        this.clock = clock;
    }

    /**
     * What the rules make of a copy.
     *
     * @param decision the copy, with a place for what it replaces where the rules want that; or none
     * @param warns true when the copy is to be told
     */
    record Ruling(Settled decision, boolean warns) {}

    /**
     * Applies the rule of the tag.
     *
     * @param released somebody has let this image through: it is copied where it would be skipped or fail
     */
    Ruling look(SyncTask task, Copy copy, boolean released) throws IOException {
        Optional<String> tag = task.source().tag();
        if (copy.replaced().isEmpty() || tag.isEmpty()) {
            return new Ruling(copy, false);
        }
        Action action = task.entry().safety().onRetag().get().of(tag.get());
        if (action == Action.COPY || wasBroughtLast(task, copy.what().digest())) {
            return new Ruling(copy, false);
        }
        return apply(action, copy, copy.replaced().get(), released);
    }

    private Ruling apply(Action action, Copy copy, Digest replaced, boolean released) throws IOException {
        Transfer what = copy.what();
        if (action == Action.BACKUP) {
            Transfer keeping = what.keepingAt(BackupPlace.ofMoved(what.entry(), what.target(), replaced, clock.now()));
            return new Ruling(new Copy(keeping, copy.replaced()), false);
        }
        if (action == Action.SKIP && !released) {
            return new Ruling(new Skipped(what.source(), what.target(), what.digest(), replaced), false);
        }
        if (action == Action.FAIL && !released) {
            return new Ruling(new Moved(what.source(), what.target(), what.digest(), replaced), false);
        }
        return new Ruling(copy, action == Action.WARN);
    }

    /** Tells that a tag moved and is copied. */
    static void warn(Copy copy) {
        LOG.atWarn()
                .addKeyValue("source", copy.what().source().commonName())
                .addKeyValue("target", copy.what().target().commonName())
                .addKeyValue("digest", copy.what().digest())
                .addKeyValue("replaced", copy.replaced().orElseThrow())
                .log("Tag moved at the source");
    }

    private boolean wasBroughtLast(SyncTask task, Digest wanted) throws IOException {
        Optional<ImageAt> image = state.isPresent() ? state.get().image(task.target(), wanted) : Optional.empty();
        if (image.isEmpty()) {
            return false;
        }
        for (LedgerRow row : state.get()
                .store()
                .history(image.get().repository(), Optional.of(image.get().tag()), LAST_MOVES)) {
            if (row.end() != LedgerRow.End.UNDONE) {
                return row.move().to().equals(Optional.of(wanted));
            }
        }
        return false;
    }
}
