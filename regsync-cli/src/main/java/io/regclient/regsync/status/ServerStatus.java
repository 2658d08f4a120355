// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.regsync.status.EntryStatus.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A server at one moment.
 *
 * @param process that it is
 * @param now the moment
 * @param config the configuration it uses
 * @param entries of the configuration, in its order
 * @param hosts that were asked, by name
 * @param state what its state knows, empty when it has none
 * @param ownMoves what this process moved, newest first; with a state that knows them, too
 */
public record ServerStatus(
        ServerProcess process,
        Instant now,
        ConfigStatus config,
        List<EntryStatus> entries,
        List<HostStatus> hosts,
        Optional<StateStatus> state,
        List<TagMove> ownMoves) {
    /** Version of the document in JSON. */
    public static final int VERSION = 1;

    public ServerStatus {
        entries = List.copyOf(entries);
        hosts = List.copyOf(hosts);
        ownMoves = List.copyOf(ownMoves);
    }

    /** The last moves, newest first. */
    public List<TagMove> moves() {
        return state.map(StateStatus::moves).orElse(ownMoves);
    }

    /** Entries that are so. */
    public long count(Condition condition) {
        return entries.stream().filter(entry -> entry.condition() == condition).count();
    }

    /** Entries of which a run goes on. */
    public long running() {
        return entries.stream().filter(EntryStatus::isRunning).count();
    }

    /** Images that wait, as the last runs found them. */
    public long held() {
        return entries.stream().mapToLong(entry -> entry.findings().heldCount()).sum();
    }

    /** Why the server cannot do its work, empty when it can. */
    public Optional<String> problem() {
        return problem(config, state);
    }

    static Optional<String> problem(ConfigStatus config, Optional<StateStatus> state) {
        if (!config.loaded()) {
            return Optional.of("no configuration is loaded");
        }
        return state.flatMap(StateStatus::problem);
    }
}
