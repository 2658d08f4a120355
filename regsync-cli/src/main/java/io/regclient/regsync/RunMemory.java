// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.RegistryException;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.safeguard.ServerClocks;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.EmptyState;
import io.regclient.regsync.state.LastWords;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The state of one command. One that was not told to have succeeded by its end has failed. */
final class RunMemory implements AutoCloseable {
    /** How long a server that was told to end waits for its state: less than its end may take. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final RunState state;
    private final boolean records;
    private final boolean isServer;
    private boolean succeeded;

    private RunMemory(RunState state, boolean records, boolean isServer) {
        this.state = state;
        this.records = records;
        this.isServer = isServer;
    }

    /** Opens the state for a run that records what it does, and makes it where there is none. */
    static RunMemory recording(Database database, String command, RepositoryNames names) throws IOException {
        Ticker clock = Ticker.system();
        SqlState store = SqlState.open(database, clock, Sleeper.system());
        boolean begun = false;
        try {
            RunMemory memory = new RunMemory(
                    state(store, store.beginRun(command, clock.now()), clock, names), true, command.equals("server"));
            begun = true;
            return memory;
        } finally {
            if (!begun) {
                store.close();
            }
        }
    }

    /** Opens the state for a command that changes nothing; what was never written is empty. */
    static RunMemory reading(Database database, RepositoryNames names) throws IOException {
        Ticker clock = Ticker.system();
        StateStore store =
                SqlState.read(database, clock).map(StateStore.class::cast).orElseGet(EmptyState::new);
        return new RunMemory(state(store, 0, clock, names), false, false);
    }

    private static RunState state(StateStore store, long run, Ticker clock, RepositoryNames names) {
        return new RunState(store, run, clock, names, Optional.of(new ServerClocks()));
    }

    RunState state() {
        return state;
    }

    /** The work ended well. */
    void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() throws IOException {
        if (!isServer) {
            try {
                end();
            } finally {
                state.store().close();
            }
        } else if (!LastWords.say(FAREWELL, this::endServer)) {
            LoggerFactory.getLogger(RunMemory.class).warn("The end of the run could not be recorded, the state hangs");
        }
    }

    private void end() throws IOException {
        if (records) {
            state.store().endRun(state.run(), !succeeded, state.clock().now());
        }
    }

    /** A server that was told to end does so, whether or not the state hears of it. */
    private void endServer() {
        try {
            end();
        } catch (IOException e) {
            LoggerFactory.getLogger(RunMemory.class)
                    .atWarn()
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("The end of the run could not be recorded");
        } finally {
            state.store().close();
        }
    }
}
