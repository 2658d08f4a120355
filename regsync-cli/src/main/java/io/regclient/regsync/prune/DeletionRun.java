// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.StateStore;
import io.regclient.scheme.StandIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes tags of one repository, when the source itself says that it does not have them. */
final class DeletionRun {
    private static final Logger LOG = LoggerFactory.getLogger(DeletionRun.class);
    private static final String ABSENT = "the source does not have it";
    private static final String FILTERED = "the filters do not leave it";

    private final Pruner pruner;
    private final SyncEntry entry;
    private final EntryPrune.Decided decided;

    DeletionRun(Pruner pruner, SyncEntry entry, EntryPrune.Decided decided) {
        this.pruner = pruner;
        this.entry = entry;
        this.decided = decided;
    }

    /** The deletions to carry out. */
    List<Deletion> confirm() throws IOException {
        List<Deletion> deletions = new ArrayList<>();
        for (Tag tag : decided.decision().deletions()) {
            confirm(tag).filter(pruner.pruning().approval()::approves).ifPresent(deletions::add);
        }
        deletions.forEach(deletion -> pruner.listener().decided(entry, deletion));
        return pruner.pruning().mode() == Mode.DELETE ? List.copyOf(deletions) : List.of();
    }

    /** Asks both sides about the tag alone; empty when the target does not have it any more. */
    private Optional<Deletion> confirm(Tag tag) throws IOException {
        boolean filtered = decided.listed().tags().contains(tag);
        Ref source = decided.repository().source().withTag(tag);
        if (!filtered) {
            requireAbsence(source);
        }
        Ref target = decided.repository().target().withTag(tag);
        return digest(target).map(digest -> new Deletion(source, target, digest, filtered ? FILTERED : ABSENT));
    }

    /** A list may have left the tag out. A GET that finds nothing is no pull. */
    private void requireAbsence(Ref source) throws IOException {
        try {
            pruner.client().manifests().get(source, Optional.empty());
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.NOT_FOUND)
                    && !RegistryException.is(e, ErrorKind.REPOSITORY_UNKNOWN)) {
                return;
            }
            throw RegistryException.withContext("nothing is deleted, " + source.commonName() + " may be there", e);
        }
        throw RegistryException.of(
                ErrorKind.MISMATCH,
                "the source has " + source.commonName() + " and does not list it; nothing is deleted");
    }

    private Optional<Digest> digest(Ref target) throws IOException {
        return pruner.client().manifests().digest(target);
    }

    /** Deletes a tag once: whatever another run is deleting, or is not there as it was confirmed, is left alone. */
    void delete(Deletion deletion) throws IOException {
        try {
            Optional<String> spared = claimAndDelete(deletion);
            LOG.atInfo()
                    .addKeyValue("target", deletion.target().commonName())
                    .addKeyValue("digest", deletion.digest())
                    .addKeyValue("reason", spared.orElse(deletion.reason()))
                    .log(spared.isEmpty() ? "Tag deleted" : "Tag is not deleted");
            if (spared.isEmpty()) {
                pruner.listener().deleted(entry, deletion);
            } else {
                pruner.listener().left(entry, deletion);
            }
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("target", deletion.target().commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to delete tag");
            pruner.listener().failed(entry, deletion, e);
            throw RegistryException.withContext("prune " + deletion.target().commonName(), e);
        }
    }

    /** Why the tag is left alone, empty when it is deleted. */
    private Optional<String> claimAndDelete(Deletion deletion) throws IOException {
        Move move = new Move(
                Move.Kind.DELETE,
                pruner.target(decided.repository()),
                new Tag(deletion.target().tag().orElseThrow()),
                Optional.of(deletion.digest()),
                Optional.empty(),
                Optional.of(pruner.source(decided.repository())));
        OptionalLong claim =
                pruner.store().claim(pruner.run(), move, pruner.clock().now());
        if (claim.isEmpty()) {
            return Optional.of("another run is deleting it");
        }
        if (!isAsConfirmed(deletion, claim.getAsLong())) {
            return Optional.of("it is gone or has moved meanwhile");
        }
        delete(deletion, new Claimed(pruner.store(), claim.getAsLong()));
        return Optional.empty();
    }

    /** From here on no other run deletes the tag; one may have done so before. */
    private boolean isAsConfirmed(Deletion deletion, long claim) throws IOException {
        boolean same = false;
        try {
            same = digest(deletion.target()).equals(Optional.of(deletion.digest()));
            return same;
        } finally {
            if (!same) {
                pruner.store().withdraw(claim);
            }
        }
    }

    /** Does not believe a registry that says "deleted" or "not found": the tag is looked at. */
    private void delete(Deletion deletion, Claimed claimed) throws IOException {
        Ref target = deletion.target();
        try {
            pruner.client().tags().delete(target, claimed);
        } catch (IOException e) {
            if (!RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                if (stands(deletion, e)) {
                    pruner.store().settle(claimed.number, false);
                }
                throw e; // else the next look at the tag tells
            }
        }
        Optional<Digest> now = digest(target);
        if (now.equals(Optional.of(deletion.digest()))) {
            pruner.store().settle(claimed.number, false);
            throw OpenDeletion.stillThere(deletion.digest());
        }
        if (now.isPresent() && now.equals(claimed.standIn)) {
            RegistryException refusal = OpenDeletion.stillThere(now.get());
            new OpenDeletion(pruner.client(), pruner.store())
                    .putBack(claimed.number, deletion.digest(), target, refusal);
            throw refusal.withContext("the tag was set back to " + deletion.digest());
        }
        pruner.store().settle(claimed.number, true);
    }

    /** A deletion that is recorded, and the image that it may leave under the tag. */
    private static final class Claimed implements StandIn {
        private final StateStore store;
        private final long number;
        private Optional<Digest> standIn = Optional.empty();

        Claimed(StateStore store, long number) {
            this.store = store;
            this.number = number;
        }

        @Override
        public void takesOver(Digest image) throws IOException {
            store.takenOver(number, image);
            standIn = Optional.of(image);
        }
    }

    private boolean stands(Deletion deletion, IOException failure) {
        try {
            return digest(deletion.target()).filter(deletion.digest()::equals).isPresent();
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }
}
