// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.DigestTag;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.plan.ListedTags;
import io.regclient.regsync.plan.PruneDecision;
import io.regclient.regsync.plan.TagClaims;
import io.regclient.regsync.plan.TagClaims.Writer;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.Move;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What tags of a target that its source does not have may still be there for. Not thread-safe. */
final class StayingTags implements PruneDecision.Guard {
    /** Moves of a tag that are looked at: those that came to nothing stand before the one that counts. */
    private static final int MOVES = 20;

    private final Pruner pruner;
    private final Repository repository;
    private final ListedTags listed;
    private final TagClaims.On claims;
    private final Map<Writer, ListedTags> lists = new HashMap<>();

    /**
     * Tags of the target of an entry.
     *
     * @param listed what the source lists
     */
    StayingTags(Pruner pruner, SyncEntry entry, Repository repository, ListedTags listed) throws IOException {
        this.pruner = pruner;
        this.repository = repository;
        this.listed = listed;
        this.claims = pruner.pruning().claims().on(entry, repository.target());
    }

    @Override
    public Optional<String> keeps(Tag tag) throws IOException {
        if (claims.unclear()) {
            return Optional.of("an entry that is wrong may have copied it");
        }
        if (claims.images().contains(tag)) {
            return Optional.of("another entry copies this tag");
        }
        Optional<DigestTag> digestTag = DigestTag.of(tag);
        if (digestTag.isPresent()) {
            return keeps(digestTag.get());
        }
        for (Writer writer : claims.writers()) {
            if (writer.mayWrite(tag) && (!writer.prunes() || lists(writer, tag))) {
                return Optional.of("another entry copies tags of this name from " + writer.source());
            }
        }
        return ledger(tag);
    }

    /** What belongs to a manifest stays as long as it. */
    private Optional<String> keeps(DigestTag tag) throws IOException {
        if (tag.subject().isEmpty()) {
            return Optional.of("it is named after a digest that it does not hold whole");
        }
        if (claims.referrers()) {
            return Optional.of("referrers of other repositories are kept here");
        }
        Ref subject = repository.target().withDigest(tag.subject().get());
        try {
            pruner.client().manifests().describe(subject, Optional.empty());
            return Optional.of("it belongs to " + tag.subject().get() + ", which the target has");
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** True also when the list cannot be had: then the other entry may still have the tag. */
    private boolean lists(Writer writer, Tag tag) throws IOException {
        ListedTags list = lists.get(writer);
        if (list == null) {
            list = list(writer.source());
            lists.put(writer, list);
        }
        return list.doubt().isPresent() || list.tags().contains(tag) || mayBeAt(writer.source(), tag);
    }

    /** A list may leave a tag out, and nothing shows it. A GET that finds nothing is no pull. */
    private boolean mayBeAt(Ref source, Tag tag) throws IOException {
        try {
            pruner.client().manifests().get(source.withTag(tag), Optional.empty());
            return true;
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            return !RegistryException.is(e, ErrorKind.NOT_FOUND)
                    || RegistryException.is(e, ErrorKind.REPOSITORY_UNKNOWN);
        }
    }

    private ListedTags list(Ref source) throws IOException {
        if (pruner.pruning().claims().name(source).equals(pruner.source(repository))) {
            return listed;
        }
        try {
            return ListedTags.of(
                    source,
                    pruner.client().tags().list(source, ListOptions.ALL),
                    pruner.clock().now());
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            return new ListedTags(Set.of(), Optional.of(RegistryException.describe(e)));
        }
    }

    private Optional<String> ledger(Tag tag) throws IOException {
        Optional<Move> last = lastMove(pruner.target(repository), tag);
        Optional<Move.Kind> kind = last.map(Move::kind);
        if (kind.filter(Move.Kind.BACKUP::equals).isPresent()) {
            return Optional.of("it keeps an image that was replaced");
        }
        if (kind.filter(Move.Kind.ROLLBACK::equals).isPresent()) {
            return Optional.of("it was put back by rollback");
        }
        if (!claims.backups() || isCopied(last) || listed.tags().contains(tag) || wasAtSource(tag)) {
            return Optional.empty();
        }
        return Optional.of("it may keep an image that was replaced, nobody saw it at the source");
    }

    private boolean isCopied(Optional<Move> last) {
        Optional<String> source = Optional.of(pruner.source(repository));
        return last.filter(
                        move -> move.kind() == Move.Kind.COPY && move.source().equals(source))
                .isPresent();
    }

    private boolean wasAtSource(Tag tag) throws IOException {
        return lastMove(pruner.source(repository), tag)
                .filter(move -> move.kind() == Move.Kind.SEEN)
                .isPresent();
    }

    private Optional<Move> lastMove(String name, Tag tag) throws IOException {
        List<LedgerRow> rows = pruner.store().history(name, Optional.of(tag), MOVES);
        return rows.stream()
                .filter(row -> row.end() != LedgerRow.End.UNDONE)
                .map(LedgerRow::move)
                .findFirst();
    }
}
