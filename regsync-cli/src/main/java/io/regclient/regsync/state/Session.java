// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.log.Logging;
import io.regclient.time.Backoff;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The one connection of a process to its state. Work that failed because the database was away or busy is done again,
 * for so long; the work must stand that, for it may have been done before the answer was lost. Thread-safe.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final Database database;
    private final boolean writes;
    private final Patience patience;
    private final ReentrantLock turn = new ReentrantLock();

    /** Where the run logs: lines of the part of work that happens to ask may wait for those of other parts. */
    private final Optional<Logging> log = Logging.current();

    private Optional<Connection> open = Optional.empty();
    private OptionalLong failingSince = OptionalLong.empty();

    /**
     * How long a database may be away.
     *
     * @param limit from the first failure on
     */
    record Patience(Duration limit, Ticker ticker, Sleeper sleeper) {}

    Session(Database database, boolean writes, Patience patience) {
        this.database = database;
        this.writes = writes;
        this.patience = patience;
    }

    /** Something to do with the database. */
    @FunctionalInterface
    interface Work<T> {
        T run(Statements statements) throws SQLException, IOException;
    }

    Database database() {
        return database;
    }

    /**
     * Asks.
     *
     * @param what is done, for messages
     */
    <T> T read(String what, Work<T> work) throws IOException {
        return inTurn(what, connection -> work.run(new Statements(connection)));
    }

    /** Changes something, all of it or nothing. */
    <T> T write(String what, Work<T> work) throws IOException {
        return inTurn(what, connection -> {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(new Statements(connection));
                connection.commit();
                done = true;
                connection.setAutoCommit(true);
                return result;
            } finally {
                if (!done) {
                    forget(); // ends the transaction, whatever is left of it
                }
            }
        });
    }

    private interface Use<T> {
        T of(Connection connection) throws SQLException, IOException;
    }

    private <T> T inTurn(String what, Use<T> use) throws IOException {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw canceled(e);
        }
        try {
            return patiently(what, use);
        } finally {
            turn.unlock();
        }
    }

    private <T> T patiently(String what, Use<T> use) throws IOException {
        int tries = 0;
        boolean idle = open.isPresent(); // then the connection may have died since it was last used
        while (true) {
            try {
                T result = use.of(connection());
                reached();
                return result;
            } catch (SQLException e) {
                forget();
                if (idle
                        && database.problem(e).passes()
                        && !Thread.currentThread().isInterrupted()) {
                    idle = false;
                    continue;
                }
                tries++;
                afterFailure(what, e, tries);
            } catch (IllegalArgumentException | RegistryException e) {
                forget();
                throw failed(what, "what it says makes no sense: " + RegistryException.describe(e), e);
            }
        }
    }

    private Connection connection() throws SQLException {
        if (open.isEmpty()) {
            open = Optional.of(database.connect(writes));
        }
        return open.get();
    }

    private void reached() {
        if (failingSince.isPresent()) {
            failingSince = OptionalLong.empty();
            tell(LOG.atInfo().addKeyValue("state", database.name()), "State is back");
        }
    }

    /** Waits for the next try, or fails. */
    private void afterFailure(String what, SQLException e, int tries) throws IOException {
        Database.Problem problem = database.problem(e);
        if (Thread.currentThread().isInterrupted()) {
            throw canceled(e);
        }
        if (!problem.passes()) {
            throw failed(what, problem.text(), e);
        }
        if (patience.limit().isZero()) {
            throw failed(what, problem.text(), e);
        }
        long now = patience.ticker().nanos();
        boolean first = failingSince.isEmpty();
        long since = failingSince.orElse(now);
        failingSince = OptionalLong.of(since);
        if (now - since >= patience.limit().toNanos()) {
            throw failed(what, problem.text(), e);
        }
        if (first) {
            tell(
                    LOG.atWarn().addKeyValue("state", database.name()).addKeyValue("error", problem.text()),
                    "State cannot be reached, trying again");
        }
        try {
            patience.sleeper().sleep(PAUSES.delay(tries));
        } catch (InterruptedException interrupt) {
            throw canceled(interrupt);
        }
    }

    private void tell(LoggingEventBuilder line, String message) {
        Logging.Work<Boolean, RuntimeException> work = () -> {
            line.log(message);
            return true;
        };
        if (log.isPresent()) {
            log.get().during(work);
        } else {
            work.run();
        }
    }

    private RegistryException failed(String what, String why, Exception cause) {
        return RegistryException.of(ErrorKind.LOCAL_IO, "state " + database.name() + ": " + what + ": " + why, cause);
    }

    private static RegistryException canceled(Exception cause) {
        Thread.currentThread().interrupt();
        return RegistryException.of(ErrorKind.CANCELED, "task was canceled", cause);
    }

    private void forget() {
        try {
            if (open.isPresent()) {
                open.get().close();
            }
        } catch (SQLException e) {
            LOG.atDebug()
                    .addKeyValue("state", database.name())
                    .addKeyValue("error", database.problem(e).text())
                    .log("Connection did not close");
        } finally {
            open = Optional.empty();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            forget();
        } finally {
            turn.unlock();
        }
    }
}
