// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.WarmUp;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.plan.TagClaims;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The options of the commands that ask registries, and what these commands have in common. */
final class RunFlags {
    private final ConfigSource source;
    private final Flag<Boolean> abortOnError;

    RunFlags(FlagSet flags) {
        source = new ConfigSource(flags);
        abortOnError = flags.bool("abort-on-error", "Immediately abort on any errors");
    }

    /** The work of a command. */
    @FunctionalInterface
    interface Work {
        void run(RunContext context, List<SyncEntry> entries) throws IOException;
    }

    /** Loads the configuration, does the work with a client of its own, and tells the exit code. */
    int run(Invocation invocation, Work work) throws IOException {
        WarmUp.start();
        ConfigSource.Loaded loaded = source.load(invocation);
        RegsyncConfig config = loaded.config();
        int parallel = config.defaults().parallel();
        LoggerFactory.getLogger(RunFlags.class)
                .atDebug()
                .addKeyValue("concurrent", RunContext.copies(parallel))
                .log("Configuring parallel settings");
        boolean remembers = !invocation.globals().noCache();
        try (RegClient client = ConfiguredClient.open(config, invocation.environment(), remembers)) {
            RunContext context = new RunContext(
                    client,
                    Sleeper.system(),
                    parallel,
                    abortOnError.value(),
                    loaded.share(),
                    Optional.empty(),
                    Journal.NONE,
                    pruning(loaded, invocation));
            work.run(context, config.entries());
        }
        return 0;
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
