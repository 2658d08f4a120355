// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.WarmUp;
import io.regclient.observe.RequestObserver;
import io.regclient.regsync.lease.ServerCount;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.plan.TagClaims;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.Database;
import io.regclient.throttle.HostQueues;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The options of the commands that ask registries, and what these commands have in common. */
final class RunFlags {
    private final ConfigSource source;
    private final Flag<Boolean> abortOnError;
    private final HostQueues queues = new HostQueues();
    private RequestObserver observer = RequestObserver.NONE;
    private boolean shares;
    private Optional<ServerCount> sharers = Optional.empty();

    RunFlags(FlagSet flags) {
        source = new ConfigSource(flags);
        abortOnError = flags.bool("abort-on-error", "Immediately abort on any errors");
    }

    /** The work of a command; gives the exit code. */
    @FunctionalInterface
    interface Work {
        int run(RunContext context, ConfigSource.Loaded loaded) throws IOException;
    }

    /** Hears about the requests of the client. */
    void observe(RequestObserver requests) {
        observer = requests;
    }

    /** Takes its part of the limits of hosts where servers share entries. */
    void shareLimits() {
        shares = true;
    }

    /** By which the clients of this command know how many servers there are; empty when they do not ask. */
    Optional<ServerCount> sharers() {
        return sharers;
    }

    /** The state of the configuration, empty when it has none. */
    Optional<Database> database(Invocation invocation, ConfigSource.Loaded loaded) throws IOException {
        return StateSource.isWanted(loaded.config())
                ? Optional.of(StateSource.of(loaded.config(), source.path(invocation), invocation))
                : Optional.empty();
    }

    /** Loads the configuration, does the work with a client of its own, and tells the exit code. The state is only read. */
    int run(Invocation invocation, Work work) throws IOException {
        return run(invocation, Optional.empty(), work);
    }

    /**
     * The same, and what is done is recorded where the configuration has a state.
     *
     * @param command whose run it is
     */
    int record(Invocation invocation, String command, Work work) throws IOException {
        return run(invocation, Optional.of(command), work);
    }

    private int run(Invocation invocation, Optional<String> recordedAs, Work work) throws IOException {
        WarmUp.start();
        ConfigSource.Loaded loaded = load(invocation);
        RegsyncConfig config = loaded.config();
        LoggerFactory.getLogger(RunFlags.class)
                .atDebug()
                .addKeyValue("concurrent", RunContext.copies(config.defaults().parallel()))
                .log("Configuring parallel settings");
        if (!StateSource.isWanted(config)) {
            return run(invocation, loaded, Optional.empty(), work);
        }
        Environment environment = invocation.environment();
        Database database = StateSource.of(config, source.path(invocation), invocation);
        if (shares && database.isShared() && !config.state().leaseTime().isZero()) {
            sharers = Optional.of(new ServerCount());
        }
        RepositoryNames names = new RepositoryNames(config.hosts(), environment.workingDirectory());
        try (RunMemory memory = recordedAs.isPresent()
                ? RunMemory.recording(database, recordedAs.get(), names)
                : RunMemory.reading(database, names)) {
            int code = run(invocation, loaded, Optional.of(memory.state()), work);
            if (code == 0) {
                memory.succeeded();
            }
            return code;
        }
    }

    private int run(Invocation invocation, ConfigSource.Loaded loaded, Optional<RunState> state, Work work)
            throws IOException {
        try (RegClient client = client(invocation, loaded)) {
            return work.run(context(invocation, loaded, client, state), loaded);
        }
    }

    /** Reads the configuration, also again, with all that a command finds wrong before it begins. */
    ConfigSource.Loaded load(Invocation invocation) throws IOException {
        return source.load(invocation);
    }

    /** The file of the configuration; empty for stdin. */
    Optional<Path> path(Invocation invocation) {
        return source.path(invocation);
    }

    /**
     * A client of a configuration; the caller closes it. All of them wait for hosts in the same queues, so that runs of two
     * configurations keep to the limits of a host together.
     */
    RegClient client(Invocation invocation, ConfigSource.Loaded loaded) {
        boolean remembers = !invocation.globals().noCache();
        return ConfiguredClient.open(loaded.config(), invocation.environment(), remembers, observer, queues, sharers);
    }

    /** What a run by a configuration works with. */
    RunContext context(Invocation invocation, ConfigSource.Loaded loaded, RegClient client, Optional<RunState> state) {
        return new RunContext(
                client,
                Sleeper.system(),
                loaded.config().defaults().parallel(),
                abortOnError.value(),
                loaded.share(),
                state,
                Journal.NONE,
                pruning(loaded, invocation));
    }

    /** Runs remember which tags they miss when an entry deletes such, or would if its rule made sense. */
    private static Optional<Pruning> pruning(ConfigSource.Loaded loaded, Invocation invocation) {
        for (SyncEntry entry : loaded.config().entries()) {
            Optional<PruneRule> rule = entry.safety().prune().value();
            if (rule.isEmpty() || rule.get().isOn()) {
                RepositoryNames names = new RepositoryNames(
                        loaded.config().hosts(), invocation.environment().workingDirectory());
                return Optional.of(Pruning.watching(new TagClaims(loaded.all(), names)));
            }
        }
        return Optional.empty();
    }
}
