// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.StateSettings;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.DatabaseLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Finds the database that a configuration names, or that its entries need; opens nothing. */
final class StateSource {
    private static final String SUFFIX = ".state.db";

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    private StateSource() {}

    /** True when the configuration names a state, or has an entry that cannot do without. */
    static boolean isWanted(RegsyncConfig config) {
        StateSettings settings = config.state();
        if (!settings.url().isEmpty()
                || !settings.user().isEmpty()
                || !settings.password().isEmpty()) {
            return true;
        }
        for (SyncEntry entry : config.entries()) {
            if (entry.safety().needsState()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The database.
     *
     * @param file the configuration, empty for stdin
     * @throws RegistryException of kind INVALID_INPUT when there is none
     */
    static Database of(RegsyncConfig config, Optional<Path> file, Invocation invocation) throws RegistryException {
        Path workingDirectory = invocation.environment().workingDirectory().toAbsolutePath();
        StateSettings settings = config.state();
        Duration lease = settings.leaseTime();
        boolean sensible = lease.compareTo(SHORTEST_LEASE) >= 0 && lease.compareTo(LONGEST_LEASE) <= 0;
        if (!sensible && !lease.isZero()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "the lease of the state is from 2s to 1h, or 0s for none");
        }
        if (!settings.url().isEmpty()) {
            Path directory = file.isPresent() ? parent(file.get()) : workingDirectory;
            try {
                return Database.of(settings.url(), new DatabaseLogin(settings.user(), settings.password()), directory);
            } catch (RegistryException e) {
                throw RegistryException.withContext(file.map(Path::toString).orElse("stdin"), e);
            }
        }
        if (!settings.user().isEmpty() || !settings.password().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "the key state has a user or password and no url; is the url misspelled?");
        }
        if (!isWanted(config)) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "the configuration has no state, set the key state, for example to sqlite:" + "regsync" + SUFFIX);
        }
        if (file.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "minAge and prune need a state, and a configuration from stdin has no file to keep it beside: set "
                            + "the key state");
        }
        return Database.beside(file.get(), SUFFIX);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
