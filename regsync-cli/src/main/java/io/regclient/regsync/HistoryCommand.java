// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.KnownTargets.Place;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code regsync history}: the moves of a tag at its target, and what was seen of it at its source. */
final class HistoryCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("history", "show what a tag stood for", HistoryCommand::new)
            .withDescription("""
                    Show the moves of a tag, or of all tags of a repository, that runs have recorded in the
                    state: what was seen at the source, and what was copied, kept, deleted or put back at
                    the target; the newest first. REF is a target of the configuration, or a source that is
                    copied to one target.""")
            .withArguments("ref");

    private static final long DEFAULT_LIMIT = 20;
    private static final long MAX_LIMIT = 100_000;
    private static final int SHORT_DIGEST = 12;

    /** Tags that a message names, of those in the last so many moves. */
    private static final int NAMED = 10;

    private static final int NAMED_OF = 1000;

    private final LedgerFlags ledger;
    private final Flag<Long> limit;
    private final Flag<LedgerFormat> format;

    private HistoryCommand(FlagSet flags) {
        ledger = new LedgerFlags(flags);
        limit = flags.number("limit", DEFAULT_LIMIT, "Moves to show");
        format = flags.choice("format", LedgerFormat.TABLE, "How the moves are shown: table or json");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        if (limit.value() < 1) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, limit.refused(Long.toString(limit.value()), "must be 1 or more"));
        }
        int most = (int) Math.min(limit.value(), MAX_LIMIT);
        LedgerFlags.Known known = ledger.load(invocation);
        Place place = known.find(invocation.argument(0));
        try (StateStore store = known.read()) {
            List<LedgerRow> moves = new ArrayList<>();
            for (LedgerRow row : moves(store, known, place.target(), most)) {
                if (row.move().kind() != Move.Kind.SEEN) {
                    moves.add(row);
                }
            }
            for (Ref source : place.sources()) {
                for (LedgerRow row : moves(store, known, source, most)) {
                    if (row.move().kind() == Move.Kind.SEEN) {
                        moves.add(row);
                    }
                }
            }
            if (moves.isEmpty()) {
                requireKnown(store, known, place);
            }
            moves.sort(Comparator.comparingLong(LedgerRow::id).reversed());
            List<LedgerRow> shown = moves.subList(0, Math.min(most, moves.size()));
            invocation.out().print(format.value() == LedgerFormat.JSON ? json(shown) : table(shown));
        }
        return 0;
    }

    private static List<LedgerRow> moves(StateStore store, LedgerFlags.Known known, Ref ref, int most)
            throws IOException {
        Optional<Tag> tag =
                ref.tag().isPresent() ? Optional.of(new Tag(ref.tag().get())) : Optional.empty();
        return store.history(known.names().of(ref), tag, most);
    }

    /** A tag that no run has seen while others of its repository were seen is most likely misspelled. */
    private static void requireKnown(StateStore store, LedgerFlags.Known known, Place place) throws IOException {
        if (place.target().tag().isEmpty()) {
            return;
        }
        Set<Tag> tags = new TreeSet<>();
        for (LedgerRow row : moves(store, known, place.target().withoutVersion(), NAMED_OF)) {
            tags.add(row.move().tag());
        }
        if (!tags.isEmpty()) {
            String some = tags.stream().limit(NAMED).map(Tag::name).collect(Collectors.joining(", "));
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    "no run has recorded anything of " + place.target().commonName() + "; of its repository these are: "
                            + some + (tags.size() > NAMED ? " and more" : ""));
        }
    }

    private static String table(List<LedgerRow> moves) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "RUN", "MOVE", "TAG", "FROM", "TO", "END"));
        for (LedgerRow row : moves) {
            rows.add(List.of(
                    row.at().toString(),
                    Long.toString(row.run()),
                    row.move().kind().word(),
                    row.move().repository() + ":" + row.move().tag(),
                    brief(row.move().from()),
                    row.move().to().map(Digest::toString).orElse("-"),
                    row.end().word()));
        }
        return LedgerFlags.table(rows);
    }

    private static String brief(Optional<Digest> digest) {
        return digest.isPresent()
                ? digest.get().algorithm().id() + ":" + digest.get().hex().substring(0, SHORT_DIGEST)
                : "-";
    }

    private static String json(List<LedgerRow> moves) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (LedgerRow row : moves) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("id", row.id());
            each.put("time", row.at().toString());
            each.put("run", row.run());
            each.put("move", row.move().kind().word());
            each.put("repository", row.move().repository());
            each.put("tag", row.move().tag().name());
            row.move().from().ifPresent(digest -> each.put("from", digest.toString()));
            row.move().to().ifPresent(digest -> each.put("to", digest.toString()));
            row.move().source().ifPresent(source -> each.put("source", source));
            each.put("end", row.end().word());
            list.add(each);
        }
        return LedgerFlags.json("history", list);
    }
}
