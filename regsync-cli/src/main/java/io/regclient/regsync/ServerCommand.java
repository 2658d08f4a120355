// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.lease.Leases;
import io.regclient.regsync.lease.ServerCount;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.run.SharedRuns;
import io.regclient.regsync.schema.StateSettings;
import io.regclient.regsync.service.ConfigWatch;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.web.WebServer;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regsync server} (contract regsync 12). */
final class ServerCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("server", "run the sync on a schedule", ServerCommand::new)
            .withDescription("""
                    Copy what the targets do not have, then run each entry by its schedule or interval
                    until the program is stopped. With --listen it shows how it is doing: a status page
                    on /, its content on /api/status, metrics on /metrics, /healthz and /readyz.
                    A configuration that has changed, and SIGHUP, are followed when it is valid.""");

    private final RunFlags flags;
    private final StatusFlags status;

    private ServerCommand(FlagSet flags) {
        this.flags = new RunFlags(flags);
        status = new StatusFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        // before any file is read: no change of it, and no signal, falls into a gap
        try (ConfigWatch watch = ConfigWatch.begin(flags.path(invocation), status.tokenFile(invocation))) {
            return run(invocation, watch);
        }
    }

    private int run(Invocation invocation, ConfigWatch watch) throws IOException {
        flags.shareLimits();
        Optional<WebServer.Access> access = status.access(invocation);
        if (access.isEmpty()) {
            return flags.record(
                    invocation,
                    "server",
                    (context, loaded) -> serve(
                            invocation, watch, new Start(context, loaded, ConfigListener.NONE, Optional.empty())));
        }
        try (LiveStatus shown = LiveStatus.start(access.get(), () -> status.token(invocation))) {
            flags.observe(shown.requests());
            return flags.record(invocation, "server", (context, loaded) -> {
                shown.loaded(loaded, flags.database(invocation, loaded));
                Start start = new Start(context.with(shown.entries()), loaded, shown, Optional.of(shown.entries()));
                try {
                    return serve(invocation, watch, start);
                } finally {
                    shown.ended();
                }
            });
        }
    }

    /**
     * What a server starts with.
     *
     * @param context with what hears about its runs
     * @param listener hears about its configurations
     * @param entries what they do; empty when nobody asks
     */
    private record Start(
            RunContext context, ConfigSource.Loaded loaded, ConfigListener listener, Optional<EntryStates> entries) {}

    private int serve(Invocation invocation, ConfigWatch watch, Start start) throws IOException {
        Optional<Leases> leases = leases(invocation, start.loaded());
        if (leases.isEmpty()) {
            return serve(invocation, watch, start, Optional.empty());
        }
        Start shared = start.entries().isPresent() ? start : observed(start);
        EntryStates entries = shared.entries().orElseThrow();
        try (Leases held = leases.get()) {
            entries.shares(held.instance(), start.loaded().share());
            return serve(invocation, watch, shared, Optional.of(new SharedRuns.Sharing(held, entries)));
        }
    }

    /** What runs here come to is told to other servers, whether or not this one shows it. */
    private static Start observed(Start start) {
        EntryStates entries = new EntryStates(Ticker.system());
        entries.loaded(start.loaded().config().entries());
        ConfigListener listener = new ConfigListener() {
            @Override
            public void loaded(ConfigSource.Loaded loaded) {
                entries.loaded(loaded.config().entries());
            }
        };
        return new Start(start.context().with(entries), start.loaded(), listener, Optional.of(entries));
    }

    private int serve(Invocation invocation, ConfigWatch watch, Start start, Optional<SharedRuns.Sharing> sharing)
            throws IOException {
        ServerRun server = new ServerRun(start.context(), Ticker.system(), sharing);
        try (ConfigReload reload =
                        new ConfigReload(flags, invocation, server, start.context(), start.loaded(), start.listener());
                ConfigWatch.Following _ = watch.follow(reload, start.listener()::tokenMayDiffer)) {
            server.run(start.loaded().config().entries());
            return 0;
        }
    }

    /** Servers share entries where they share a database. */
    private Optional<Leases> leases(Invocation invocation, ConfigSource.Loaded loaded) throws IOException {
        Optional<Database> database = flags.database(invocation, loaded);
        if (database.isEmpty()) {
            return Optional.empty();
        }
        StateSettings state = loaded.config().state();
        if (!database.get().isShared()) {
            if (state.lease().isPresent()) {
                LoggerFactory.getLogger(ServerCommand.class)
                        .warn("The lease of the state is without effect: servers share entries on PostgreSQL alone");
            }
            return Optional.empty();
        }
        Optional<ServerCount> sharers = flags.sharers();
        return sharers.isPresent() ? Leases.of(database.get(), state.leaseTime(), sharers.get()) : Optional.empty();
    }
}
