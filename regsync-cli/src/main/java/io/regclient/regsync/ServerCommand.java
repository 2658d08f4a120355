// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.run.ServerRun;
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
                    on /, its content on /api/status, metrics on /metrics, /healthz and /readyz.""");

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
            return flags.record(invocation, "server", (context, loaded) -> serve(context, loaded));
        }
        try (LiveStatus shown = LiveStatus.start(access.get())) {
            flags.observe(shown.requests());
            return flags.record(invocation, "server", (context, loaded) -> {
                shown.loaded(loaded, flags.database(invocation, loaded));
                return serve(context.with(shown.journal()), loaded);
            });
        }
    }

    private static int serve(RunContext context, ConfigSource.Loaded loaded) throws IOException {
        new ServerRun(context, Ticker.system()).run(loaded.config().entries());
        return 0;
    }
}
