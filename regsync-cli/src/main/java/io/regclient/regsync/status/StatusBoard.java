// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.time.Ticker;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Puts together what is known of a server. Thread-safe. */
public final class StatusBoard {
    private final String version;
    private final Ticker ticker;
    private final Instant began;
    private final EntryStates entries;
    private final HostStates hosts;
    private Optional<StateView> state = Optional.empty();

    /**
     * Of a server that starts now.
     *
     * @param version of the program
     */
    public StatusBoard(String version, Ticker ticker, EntryStates entries, HostStates hosts) {
        this.version = version;
        this.ticker = ticker;
        this.entries = entries;
        this.hosts = hosts;
        began = ticker.now();
    }

    /** The server has another state, or none; the one before is closed. */
    public void remembers(Optional<StateView> other) {
        Optional<StateView> before;
        synchronized (this) {
            before = state;
            state = other;
        }
        before.ifPresent(StateView::close);
    }

    /** Why the server cannot do its work, empty when it can; what entries do is not looked at. */
    public Optional<String> problem() throws InterruptedException {
        ConfigStatus config = entries.config();
        Optional<StateStatus> remembered = state();
        return ServerStatus.problem(config, remembered);
    }

    /** The server now. */
    public ServerStatus status() throws InterruptedException {
        Optional<StateStatus> remembered = state();
        return new ServerStatus(
                new ServerProcess(version, began, entries.server()),
                ticker.now(),
                entries.config(),
                entries.entries(remembered.map(StateStatus::runsByEntry).orElse(Map.of())),
                hosts.hosts(),
                remembered,
                entries.moves());
    }

    private Optional<StateStatus> state() throws InterruptedException {
        Optional<StateView> view;
        synchronized (this) {
            view = state;
        }
        return view.isPresent() ? Optional.of(view.get().status()) : Optional.empty();
    }
}
