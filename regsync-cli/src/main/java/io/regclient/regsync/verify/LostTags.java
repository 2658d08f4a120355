// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.RegClient;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move;
import java.io.IOException;
import java.util.Optional;

/** Tags whose own manifest is gone: which image they get, and that the ledger knows of it. */
final class LostTags {
    /** Moves of a tag that are looked through. */
    private static final int MAX_MOVES = 1_000;

    private final RegClient client;
    private final SyncEntry entry;
    private final Optional<RunState> state;

    LostTags(RegClient client, SyncEntry entry, Optional<RunState> state) {
        this.client = client;
        this.entry = entry;
        this.state = state;
    }

    /** Something that gives a tag its image. */
    @FunctionalInterface
    interface Bringing {
        CopyResult bring() throws IOException;
    }

    /**
     * The image that a tag gets: what it stood for, as the ledger has it, else what a run would copy now.
     *
     * @param source with the tag or digest that is copied to the target
     * @param target with a tag that stands for nothing
     */
    Digest imageOf(Ref source, Ref target) throws IOException {
        Optional<Digest> known = state.isPresent() ? lastMove(state.get(), target) : Optional.empty();
        return known.isPresent() ? known.get() : ofSource(source, target);
    }

    /** Nothing when the last move does not tell what came of it. */
    private static Optional<Digest> lastMove(RunState memory, Ref target) throws IOException {
        for (LedgerRow row :
                memory.store().history(memory.names().of(target), target.tag().map(Tag::new), MAX_MOVES)) {
            if (row.move().kind() != Move.Kind.SEEN && row.end() != End.UNDONE) {
                return row.end() == End.DONE ? row.move().to() : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Digest ofSource(Ref source, Ref target) throws IOException {
        if (!entry.safety().isOpen()
                || entry.safety().isGated()
                || entry.safety().asksHook()
                || !entry.copy().platform().isEmpty()) {
            throw leftToOnce("");
        }
        SyncDecision decision;
        try {
            decision = new SyncTask(entry, source, target, SyncAction.COPY)
                    .decide(client.manifests().describe(source, Optional.empty()), Optional.empty());
        } catch (IOException e) {
            throw RegistryException.withContext("the tag stands for nothing, and the source has no image for it", e);
        }
        if (decision instanceof SyncDecision.Copy copy) {
            return copy.what().digest();
        }
        throw leftToOnce(" of the media types it allows");
    }

    private static RegistryException leftToOnce(String more) {
        return RegistryException.of(
                ErrorKind.NOT_FOUND,
                "the tag stands for nothing, and no ledger tells what it stood for: \"regsync once\" copies what the "
                        + "rules of the entry let through" + more);
    }

    /** Gives a tag its image; where there is a state, the ledger knows of it before. */
    void bring(Ref source, Ref target, Digest image, Bringing bringing) throws IOException {
        if (state.isEmpty()) {
            bringing.bring();
            return;
        }
        RunState memory = state.get();
        Move move = new Move(
                Move.Kind.COPY,
                memory.names().of(target),
                new Tag(target.tag().orElseThrow()),
                Optional.empty(),
                Optional.of(image),
                Optional.of(memory.names().of(source)));
        long id = memory.store().intend(memory.run(), move, memory.clock().now());
        bringing.bring(); // when it fails, the next run settles the move
        memory.store().settle(id, End.DONE);
    }
}
