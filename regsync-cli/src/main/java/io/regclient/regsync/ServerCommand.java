// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.service.ConfigWatch;
import io.regclient.regsync.web.WebServer;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

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
        Optional<WebServer.Access> access = status.access(invocation);
        if (access.isEmpty()) {
            return flags.record(
                    invocation, "server", (context, loaded) -> serve(invocation, context, loaded, ConfigListener.NONE));
        }
        try (LiveStatus shown = LiveStatus.start(access.get())) {
            flags.observe(shown.requests());
            return flags.record(invocation, "server", (context, loaded) -> {
                shown.loaded(loaded, flags.database(invocation, loaded));
                return serve(invocation, context.with(shown.journal()), loaded, shown);
            });
        }
    }

    private int serve(Invocation invocation, RunContext context, ConfigSource.Loaded loaded, ConfigListener listener)
            throws IOException {
        ServerRun server = new ServerRun(context, Ticker.system());
        try (ConfigReload reload = new ConfigReload(flags, invocation, server, context, loaded, listener);
                ConfigWatch _ = ConfigWatch.start(flags.path(invocation), reload)) {
            server.run(loaded.config().entries());
            return 0;
        }
    }
}
