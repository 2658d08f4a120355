// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.plan.TagClaims;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.StateStore;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration whose waits are those of a manual clock. */
final class RunFixture implements AutoCloseable {
    /** Names of repositories without a configuration of registries. */
    static final RepositoryNames NAMES = new RepositoryNames(List.of(), Path.of("/nowhere"));

    private final RegsyncConfig config;
    private final RegClient client;
    private final ManualTime time;

    RunFixture(InProcessRegistry registry, ManualTime time, String yaml) throws IOException {
        this.config = Configs.load("creds: [{registry: '" + registry.host() + "', tls: disabled}]\n" + yaml);
        this.client = ConfiguredClient.open(
                config, Environment.of(Map.of(), Path.of("/nowhere"), Path.of("/nowhere")), false);
        this.time = time;
    }

    List<SyncEntry> entries() {
        return config.entries();
    }

    RunContext context(boolean abortOnError) {
        return new RunContext(
                client,
                time,
                config.defaults().parallel(),
                abortOnError,
                Share.WHOLE,
                Optional.empty(),
                Journal.NONE,
                Optional.empty());
    }

    /** A run with a memory that deletes tags, remembers what it misses, or tells what would be deleted. */
    RunContext pruning(RunState state, Pruning.Mode mode, Journal journal) {
        TagClaims claims = new TagClaims(config.entries(), new RepositoryNames(config.hosts(), Path.of("/nowhere")));
        return new RunContext(
                client,
                time,
                config.defaults().parallel(),
                false,
                Share.WHOLE,
                Optional.of(state),
                journal,
                Optional.of(new Pruning(mode, claims, Pruning.Approval.ALL)));
    }

    /** A run of number 1 with the memory of a store, by the fixture's clock. */
    RunContext remembering(StateStore store) {
        return remembering(new RunState(store, 1, time, NAMES));
    }

    /** A run with a memory. */
    RunContext remembering(RunState state) {
        return new RunContext(
                client,
                time,
                config.defaults().parallel(),
                false,
                Share.WHOLE,
                Optional.of(state),
                Journal.NONE,
                Optional.empty());
    }

    @Override
    public void close() {
        client.close();
    }
}
