// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.regbot.sandbox.LuaSandbox;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.ScriptContext;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.regbot.sandbox.lib.HostAccess;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs scripts with the registry functions against a registry of the test; waits advance a manual clock. */
final class ApiRun {
    private final InProcessRegistry registry;
    private final ManualTime time = new ManualTime();
    private final boolean dryRun;
    private final Optional<Duration> timeout;
    private final HostAccess host;
    private final ChangeReport report;
    private final Throttle calls = new Throttle("test", 1);

    private ApiRun(InProcessRegistry registry, boolean dryRun, Optional<Duration> timeout, HostAccess host) {
        this.registry = registry;
        this.dryRun = dryRun;
        this.timeout = timeout;
        this.host = host;
        this.report = dryRun ? ChangeReport.ofDryRun() : ChangeReport.ofRun();
    }

    static ApiRun on(InProcessRegistry registry) {
        return new ApiRun(registry, false, Optional.empty(), HostAccess.none());
    }

    ApiRun dry() {
        return new ApiRun(registry, true, timeout, host);
    }

    ApiRun within(Duration limit) {
        return new ApiRun(registry, dryRun, Optional.of(limit), host);
    }

    /** Runs as with {@code --allow-host}. */
    ApiRun withHost() {
        return new ApiRun(registry, dryRun, timeout, host.withEverything(true));
    }

    private ApiSettings settings(RegClient client, ScriptContext context) {
        return new ApiSettings(client, "test", report, calls, context, time, time, host);
    }

    /** What the runs of this have written, or dry runs have left undone. */
    ChangeReport report() {
        return report;
    }

    /** Runs in a directory, with others allowed. */
    ApiRun in(Path directory, Path... allowed) {
        return new ApiRun(
                registry, dryRun, timeout, new HostAccess(false, directory, List.of(allowed), Optional.empty()));
    }

    ManualTime time() {
        return time;
    }

    Throttle calls() {
        return calls;
    }

    /** What the script prints, without the last line end; {@code REG} in the script is the registry. */
    String output(String script) throws ScriptException {
        StringBuilder out = new StringBuilder();
        Environment environment = Environment.of(Map.of(), Path.of("/nowhere"), Path.of("/nowhere"));
        HostConfig host =
                HostConfig.builder(registry.host()).tls(TlsMode.DISABLED).build();
        HostTable hosts = HostTable.builder(warning -> {}).addAll(List.of(host)).build();
        ScriptContext context = ScriptContext.start(time, timeout);
        SandboxOptions options = SandboxOptions.of(out, out, time);
        try (RegClient client = RegClient.builder()
                        .hosts(hosts)
                        .environment(environment)
                        .delay(Duration.ofMillis(1), Duration.ofMillis(2))
                        .build();
                LuaSandbox sandbox = new LuaSandbox(options, context)) {
            RegistryApi.install(sandbox, settings(client, context));
            sandbox.run(script.replace("REG", registry.host()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString().stripTrailing();
    }

    /** The values of an expression list as {@code print} shows them. */
    String values(String expressions) throws ScriptException {
        return output("print(" + expressions + ")");
    }
}
