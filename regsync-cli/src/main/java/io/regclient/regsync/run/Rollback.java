// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.StateStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a tag of a target back to an image it stood for, and holds the image it left. */
public final class Rollback {
    /** Moves of a tag that are looked through. */
    private static final int MAX_MOVES = 10_000;

    private final RegClient client;
    private final RunState state;
    private final Ledger ledger;

    public Rollback(RegClient client, RunState state) {
        this.client = client;
        this.state = state;
        this.ledger = new Ledger(client, Optional.of(state));
    }

    /**
     * Which image is wanted; without both the one before the present one.
     *
     * @param digest this one
     * @param before the one at this time
     */
    public record Goal(Optional<Digest> digest, Optional<Instant> before) {}

    /**
     * What was done.
     *
     * @param left what the tag stood for, empty when it was not there
     * @param to what it stands for now, the same when nothing was to be done
     */
    public record Result(Optional<Digest> left, Digest to) {
        /** True when the tag stood for it already. */
        public boolean isNothing() {
            return left.equals(Optional.of(to));
        }
    }

    /**
     * Does it.
     *
     * @param target with a tag
     * @param source what is copied there, by the name of its repository; empty text for none
     */
    public Result run(Ref target, String source, Goal goal) throws IOException {
        String repository = state.names().of(target);
        Tag tag = new Tag(target.tag().orElseThrow());
        Optional<Digest> now = ledger.lookAndSettle(target);
        Digest wanted = goal.digest().isPresent() ? goal.digest().get() : fromLedger(target, now, goal.before());
        Result result = new Result(now, wanted);
        if (result.isNothing()) {
            return result;
        }
        requireImage(target, wanted);
        StateStore store = state.store();
        if (now.isPresent()) { // first: a run that comes in between must not undo it
            ImageAt left = new ImageAt(repository, tag, now.get());
            store.hold(
                    state.run(),
                    new Hold(
                            left,
                            source,
                            Hold.Reason.ROLLBACK,
                            state.clock().now(),
                            Optional.empty(),
                            Optional.empty()));
        }
        Move move = new Move(Move.Kind.ROLLBACK, repository, tag, now, Optional.of(wanted), Optional.empty());
        try {
            ledger.rollback(
                    move, target, () -> client.images().copy(target.withDigest(wanted), target, CopyOptions.PLAIN));
        } catch (IOException e) {
            if (now.isPresent() && now.equals(look(target))) {
                store.release(
                        new ImageAt(repository, tag, now.get()), state.clock().now());
            }
            throw e;
        }
        store.release(new ImageAt(repository, tag, wanted), state.clock().now());
        client.finish(target);
        return result;
    }

    private Digest fromLedger(Ref target, Optional<Digest> now, Optional<Instant> before) throws IOException {
        List<LedgerRow> rows = new ArrayList<>();
        for (LedgerRow row : state.store()
                .history(
                        state.names().of(target),
                        Optional.of(new Tag(target.tag().orElseThrow())),
                        MAX_MOVES)) {
            if (row.end() == LedgerRow.End.DONE && row.move().kind() != Move.Kind.SEEN) {
                rows.add(row);
            }
        }
        if (rows.isEmpty()) {
            throw nothing(target, "the ledger knows no move of it; name an image with --to");
        }
        return before.isPresent() ? at(target, rows, before.get()) : previous(target, rows, now);
    }

    /** An image that the tag was put back from before is not what anybody wants to have again. */
    private Digest previous(Ref target, List<LedgerRow> rows, Optional<Digest> now) throws IOException {
        for (LedgerRow row : rows) {
            Move move = row.move();
            for (Optional<Digest> each : List.of(move.to(), move.from())) {
                if (each.isPresent()
                        && !each.equals(now)
                        && !isLeft(new ImageAt(move.repository(), move.tag(), each.get()))) {
                    return each.get();
                }
            }
        }
        throw nothing(target, "the ledger knows no other image of it; name one with --to");
    }

    private boolean isLeft(ImageAt image) throws IOException {
        return state.store()
                .holdOf(image)
                .filter(hold ->
                        hold.reason() == Hold.Reason.ROLLBACK && hold.released().isEmpty())
                .isPresent();
    }

    private static Digest at(Ref target, List<LedgerRow> rows, Instant time) throws RegistryException {
        for (LedgerRow row : rows) {
            if (row.at().isBefore(time)) {
                return row.move().to().orElseThrow(() -> nothing(target, "it was deleted at " + row.at()));
            }
        }
        LedgerRow first = rows.getLast();
        return first.move()
                .from()
                .orElseThrow(() -> nothing(target, "its first move that the ledger knows was at " + first.at()));
    }

    private static RegistryException nothing(Ref target, String why) {
        return RegistryException.of(ErrorKind.NOT_FOUND, "rollback of " + target.commonName() + ": " + why);
    }

    private void requireImage(Ref target, Digest digest) throws IOException {
        if (look(target.withDigest(digest)).isEmpty()) {
            throw nothing(target, "the repository does not have " + digest + " any more, nothing was changed");
        }
    }

    private Optional<Digest> look(Ref ref) throws IOException {
        return ledger.look(ref);
    }
}
