// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.regsync.state.EntryRun;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.LedgerRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the state of a server has for its status.
 *
 * @param problem why it cannot be read now, one line; what is shown beside it is older then
 * @param held images that wait, the first ones
 * @param heldCount how many these are
 * @param moves the last ones of all processes, newest first
 * @param runs how servers that share entries run them
 */
public record StateStatus(
        Optional<String> problem, List<HeldImage> held, int heldCount, List<TagMove> moves, List<EntryRun> runs) {
    static final StateStatus UNKNOWN = new StateStatus(Optional.empty(), List.of(), 0, List.of(), List.of());

    private static final int LONGEST_PROBLEM = 500;

    private static final int LONGEST_REASON = 1000;

    /** Held images that are shown. */
    static final int MAX_HELD = 200;

    public StateStatus {
        held = List.copyOf(held);
        moves = List.copyOf(moves);
        runs = List.copyOf(runs);
    }

    /**
     * Of a state that can be read.
     *
     * @param holds the first ones
     * @param heldCount how many these are
     */
    static StateStatus of(List<Hold> holds, int heldCount, List<LedgerRow> rows, List<EntryRun> runs) {
        return new StateStatus(
                Optional.empty(),
                holds.stream().map(StateStatus::held).toList(),
                heldCount,
                rows.stream().map(StateStatus::move).toList(),
                runs);
    }

    private static HeldImage held(Hold hold) {
        return new HeldImage(
                EntryLabel.shown(hold.image().repository() + ":" + hold.image().tag()),
                hold.image().digest().toString(),
                hold.detail().isEmpty() ? hold.reason().word() : VisibleText.name(hold.detail(), LONGEST_REASON),
                Optional.of(hold.since()),
                hold.until());
    }

    private static TagMove move(LedgerRow row) {
        return new TagMove(
                row.at(),
                row.move().kind().word(),
                EntryLabel.shown(row.move().repository() + ":" + row.move().tag()),
                row.move().from().map(Object::toString),
                row.move().to().map(Object::toString),
                row.end().word());
    }

    /** The runs by the keys of their entries. */
    Map<String, EntryRun> runsByEntry() {
        return runs.stream().collect(Collectors.toMap(EntryRun::entry, Function.identity()));
    }

    /** The same, of which nobody knows any more whether it is so. */
    StateStatus with(IOException failure) {
        return withProblem(RegistryException.describe(failure));
    }

    StateStatus withProblem(String text) {
        return new StateStatus(Optional.of(VisibleText.name(text, LONGEST_PROBLEM)), held, heldCount, moves, runs);
    }
}
