// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.VersionInfo;
import io.regclient.observe.RequestObserver;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StateView;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.regsync.web.AccessToken;
import io.regclient.regsync.web.WebServer;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status of a server that is shown while it runs. */
final class LiveStatus implements ConfigListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStatus.class);

    private final Ticker ticker = Ticker.system();
    private final EntryStates entries = new EntryStates(ticker);
    private final HostStates hosts = new HostStates();
    private final StatusBoard board = new StatusBoard(VersionInfo.load().tag(), ticker, entries, hosts);
    private final WebServer server;
    private final TokenFile token;

    /** Where the token comes from. */
    @FunctionalInterface
    interface TokenFile {
        Optional<AccessToken> read() throws IOException;
    }

    private LiveStatus(WebServer.Access access, TokenFile token) throws IOException {
        this.token = token;
        server = WebServer.start(access, board);
    }

    /**
     * Shows the status from now on, as that of a server without a configuration.
     *
     * @param token reads the token of {@code access} again
     */
    static LiveStatus start(WebServer.Access access, TokenFile token) throws IOException {
        return new LiveStatus(access, token);
    }

    /** Hears about requests. */
    RequestObserver requests() {
        return hosts;
    }

    /** What entries do, which hears about their runs. */
    EntryStates entries() {
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

    /** No run goes on any more, and what they wrote is closed next. */
    void ended() {
        board.remembers(Optional.empty());
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

    /** A file that has no token leaves the one before in force: it may be half written. */
    @Override
    public void tokenMayDiffer() {
        try {
            Optional<AccessToken> next = token.read();
            if (next.isPresent() && server.replaceToken(next.get())) {
                LOG.info("Token of the status replaced");
            }
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Token of the status not replaced, the one before stays");
        }
    }

    private StateView view(Database database) {
        return new StateView(() -> SqlState.read(database, ticker).map(StateStore.class::cast), entries::keys, ticker);
    }

    @Override
    public void close() {
        server.close();
        ended();
    }
}
