// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.VersionInfo;
import io.regclient.observe.RequestObserver;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StateView;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.regsync.web.WebServer;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/** The status of a server that is shown while it runs. */
final class LiveStatus implements ConfigListener, AutoCloseable {
    private final Ticker ticker = Ticker.system();
    private final EntryStates entries = new EntryStates(ticker);
    private final HostStates hosts = new HostStates();
    private final StatusBoard board = new StatusBoard(VersionInfo.load().tag(), ticker, entries, hosts);
    private final WebServer server;

    private LiveStatus(WebServer.Access access) throws IOException {
        server = WebServer.start(access, board);
    }

    /** Shows the status from now on, as that of a server without a configuration. */
    static LiveStatus start(WebServer.Access access) throws IOException {
        return new LiveStatus(access);
    }

    /** Hears about requests. */
    RequestObserver requests() {
        return hosts;
    }

    /** Hears what entries do. */
    Journal journal() {
        return entries;
    }

    /**
     * A configuration was read, by which the server runs from now on.
     *
     * @param database with its state, empty when it has none
     */
    void loaded(ConfigSource.Loaded loaded, Optional<Database> database) {
        entries.loaded(loaded.config().entries());
        board.remembers(database.map(this::view));
    }

    /** Another configuration; the state stays that of the start. */
    @Override
    public void loaded(ConfigSource.Loaded loaded) {
        entries.loaded(loaded.config().entries());
    }

    @Override
    public void notLoaded(IOException why) {
        entries.notLoaded(why);
    }

    private StateView view(Database database) {
        return new StateView(() -> SqlState.read(database, ticker).map(StateStore.class::cast), ticker);
    }

    @Override
    public void close() {
        server.close();
        board.remembers(Optional.empty());
    }
}
