// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ManifestHead;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.prune.OpenDeletion;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records what tags of sources stand for, and every move of a tag at a target: before it is made, and how it ended. What
 * a run that was killed left open is settled by the next look at the tag. Without a state it does nothing. Thread-safe.
 */
final class Ledger {
    /** Time after which the open moves of a repository are read again; other processes make some. */
    private static final Duration AGE_OF_OPEN = Duration.ofMinutes(1);

    private final RegClient client;
    private final Optional<RunState> state;
    private final Map<String, OpenMoves> open = new ConcurrentHashMap<>();

    /** What this process has begun and not ended. */
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    /** Targets that could not be asked what they stand for when it was decided to copy. */
    private final Set<Ref> unseen = ConcurrentHashMap.newKeySet();

    private record OpenMoves(List<LedgerRow> rows, long read) {}

    Ledger(RegClient client, Optional<RunState> state) {
        this.client = client;
        this.state = state;
    }

    /** Something that moves a tag. */
    @FunctionalInterface
    interface Moving {
        CopyResult move() throws IOException;
    }

    /** Asks what a tag of a target stands for. */
    @FunctionalInterface
    interface Looking {
        Optional<Digest> look() throws IOException;
    }

    /** A host has answered: its clock is held against the one here. */
    void heard(Ref ref, ManifestHead head) {
        if (state.isPresent() && state.get().servers().isPresent()) {
            state.get()
                    .servers()
                    .get()
                    .heard(ref, head.headers(), state.get().clock().now());
        }
    }

    /** A tag of a source stands for an image. */
    void saw(SyncTask task, Digest digest) throws IOException {
        Optional<String> tag = task.source().tag();
        if (state.isPresent() && task.action().copies() && tag.isPresent()) {
            RunState memory = state.get();
            ImageAt image = new ImageAt(memory.names().of(task.source()), new Tag(tag.get()), digest);
            memory.store().saw(memory.run(), image, memory.beginning(task.source()));
        }
    }

    /**
     * A repository lists its tags: images of tags that it has no more do not wait for their age any longer. When they
     * come back they have been known since they were first seen. An empty list may be that of a registry that lost
     * its storage.
     */
    void listed(EntryScope.Repository repository, TagList list) throws IOException {
        if (state.isEmpty() || list.tags().isEmpty()) {
            return;
        }
        StateStore store = state.get().store();
        String source = state.get().names().of(repository.source());
        String target = state.get().names().of(repository.target());
        Set<String> tags = Set.copyOf(list.tags());
        for (Hold hold : store.held()) {
            ImageAt image = hold.image();
            if (hold.source().equals(source)
                    && image.repository().equals(target)
                    && !tags.contains(image.tag().name())) {
                store.drop(image);
            }
        }
    }

    /**
     * A look at a target: settles what is open about its tag, and ends a deletion that is half done.
     *
     * @param digest what it stands for, empty when the registry says that there is no such tag
     * @return what it stands for then
     */
    Optional<Digest> found(SyncTask task, Optional<Digest> digest) throws IOException {
        Optional<String> tag = task.target().tag();
        return state.isEmpty() || !task.action().copies() || tag.isEmpty()
                ? digest
                : found(state.get(), task.target(), digest);
    }

    /** A target could not be asked: it is asked again before a copy to it is recorded. */
    void unseen(SyncTask task) {
        if (state.isPresent() && task.action().copies()) {
            unseen.add(task.target());
        }
    }

    private Optional<Digest> found(RunState memory, Ref target, Optional<Digest> digest) throws IOException {
        unseen.remove(target);
        Optional<Digest> now = digest;
        for (LedgerRow row : open(memory, memory.names().of(target))) {
            if (target.tag().equals(Optional.of(row.move().tag().name())) && !isUnderWay(memory, row)) {
                if (OpenDeletion.isHalfDone(row, now)) {
                    now = new OpenDeletion(client, memory.store()).end(row, target);
                } else {
                    memory.store().settle(row.id(), end(row.move(), now));
                }
            }
        }
        return now;
    }

    private boolean isUnderWay(RunState memory, LedgerRow row) throws IOException {
        return underWay.contains(row.id())
                || (row.move().kind() == Move.Kind.DELETE
                        && memory.store().isUnderWay(row.id(), memory.clock().now()));
    }

    private static End end(Move move, Optional<Digest> now) {
        if (move.kind() == Move.Kind.DELETE ? now.isEmpty() : now.equals(move.to())) {
            return End.DONE;
        }
        return now.equals(move.from()) ? End.UNDONE : End.UNKNOWN;
    }

    private List<LedgerRow> open(RunState memory, String repository) throws IOException {
        OpenMoves known = open.get(repository);
        long now = memory.clock().nanos();
        if (known == null || now - known.read() >= AGE_OF_OPEN.toNanos()) {
            known = new OpenMoves(memory.store().open(repository), now);
            open.put(repository, known);
        }
        return known.rows();
    }

    /**
     * Copies what was decided; a decision that moves no tag is not recorded, nor is a copy to a target that is away:
     * what the tag stood for is not known, so that the next look would take what it finds for what this copy did.
     *
     * @param again for a target that could not be asked before; fails as the copy would
     */
    CopyResult copy(SyncTask task, Settled decision, Looking again, Moving moving) throws IOException {
        Optional<String> tag = task.target().tag();
        if (state.isEmpty() || !task.action().copies() || tag.isEmpty() || !(decision instanceof Copy copy)) {
            return moving.move();
        }
        RunState memory = state.get();
        Optional<Digest> from = copy.replaced();
        if (unseen.contains(task.target())) {
            from = found(memory, task.target(), again.look());
        }
        Move move = new Move(
                Move.Kind.COPY,
                memory.names().of(task.target()),
                new Tag(tag.get()),
                from,
                Optional.of(copy.what().digest()),
                Optional.of(memory.names().of(task.source())));
        return from.equals(move.to()) ? unmoved(memory, move, moving) : record(memory, move, task.target(), moving);
    }

    /** The target is back, and has what is wanted: unless the source moves meanwhile, the tag does not. */
    private static CopyResult unmoved(RunState memory, Move move, Moving moving) throws IOException {
        CopyResult result = moving.move();
        if (!move.to().equals(Optional.of(result.digest()))) {
            Move other = new Move(
                    move.kind(),
                    move.repository(),
                    move.tag(),
                    move.from(),
                    Optional.of(result.digest()),
                    move.source());
            long id = memory.store().intend(memory.run(), other, memory.clock().now());
            memory.store().settle(id, End.DONE);
        }
        return result;
    }

    /** Keeps what a tag stands for under another tag. */
    CopyResult backup(Ref target, Ref backup, Moving moving) throws IOException {
        Optional<String> tag = backup.tag();
        if (state.isEmpty() || tag.isEmpty()) {
            return moving.move();
        }
        RunState memory = state.get();
        Move move = new Move(
                Move.Kind.BACKUP,
                memory.names().of(backup),
                new Tag(tag.get()),
                look(backup),
                look(target),
                Optional.of(memory.names().of(target)));
        return record(memory, move, backup, moving);
    }

    /** Puts a tag back. */
    CopyResult rollback(Move move, Ref target, Moving moving) throws IOException {
        return record(state.orElseThrow(), move, target, moving);
    }

    private CopyResult record(RunState memory, Move move, Ref target, Moving moving) throws IOException {
        StateStore store = memory.store();
        long id = store.intend(memory.run(), move, memory.clock().now());
        underWay.add(id);
        try {
            CopyResult result = moving.move();
            settle(memory, id, move, result.digest());
            return result;
        } catch (IOException e) {
            if (!RegistryException.is(e, ErrorKind.CANCELED)
                    && !Thread.currentThread().isInterrupted()) {
                lookAfter(memory, id, move, target, e);
            }
            throw e;
        } finally {
            underWay.remove(id);
        }
    }

    /** The source may have moved between the look and the copy. */
    private static void settle(RunState memory, long id, Move move, Digest made) throws IOException {
        if (move.to().isPresent() && move.to().get().equals(made)) {
            memory.store().settle(id, End.DONE);
            return;
        }
        Move other =
                new Move(move.kind(), move.repository(), move.tag(), move.from(), Optional.of(made), move.source());
        long second = memory.store().intend(memory.run(), other, memory.clock().now());
        memory.store().settle(second, End.DONE);
        memory.store().settle(id, End.UNDONE);
    }

    /** A copy may have failed after the tag had moved. Where the answer is not clear, the next run looks again. */
    private void lookAfter(RunState memory, long id, Move move, Ref target, IOException failure) {
        try {
            End end = end(move, look(target));
            if (end != End.UNKNOWN) {
                memory.store().settle(id, end);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** What a tag stands for when all is settled about it. */
    Optional<Digest> lookAndSettle(Ref target) throws IOException {
        return found(state.orElseThrow(), target, look(target));
    }

    /** What a reference stands for; empty when the registry says that there is nothing. */
    Optional<Digest> look(Ref ref) throws IOException {
        return client.manifests().digest(ref);
    }
}
