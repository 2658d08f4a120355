// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.RegClient;
import io.regclient.config.HostTable;
import io.regclient.kit.cli.ConfigFlag;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.TemplateOutput;
import io.regclient.kit.client.ClientSetup;
import io.regclient.kit.client.HostSetup;
import io.regclient.kit.schema.Expansion;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.regbot.config.RegbotConfig;
import io.regclient.regbot.run.ScriptRunner;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/** The options of {@code once} and {@code server}, and what the two have in common (contract regbot A1). */
final class RunFlags {

    /** Every script may keep this much alive: 32 MiB. */
    private static final long LEAST_MEMORY = 32L << 20;

    private final ConfigFlag file;
    private final Flag<Boolean> dryRun;
    private final Flag<Boolean> allowHost;

    RunFlags(FlagSet flags) {
        file = new ConfigFlag(flags);
        dryRun = flags.bool("dry-run", "Dry Run, skip all external actions");
        allowHost = flags.bool(
                "allow-host", "Give scripts files, processes and modules of this machine (io, os.execute, require)");
    }

    /** The work of a command. */
    @FunctionalInterface
    interface Work {
        void run(ScriptRunner runner, RegbotConfig config) throws IOException;
    }

    /** Loads the configuration, does the work with a client of its own, and tells the exit code. */
    int run(Invocation invocation, Work work) throws IOException {
        YamlMapping root = file.read(invocation);
        RegbotConfig config = RegbotConfig.of(root, Expansion.of(TemplateOutput.functions(invocation.environment())));
        config.warnings().forEach(HostSetup::warn);
        SandboxOptions options = SandboxOptions.of(invocation.out(), invocation.err(), Ticker.system())
                .withEnvironment(invocation.environment().variables())
                .withMemoryLimit(memoryLimit(config.scripts().size()))
                .withAllowHost(allowHost.value());
        try (RegClient client = client(config, invocation)) {
            work.run(new ScriptRunner(client, options, dryRun.value(), config.parallel(), Sleeper.system()), config);
        }
        return 0;
    }

    /** Scripts that run at the same time share half of the heap. */
    private static long memoryLimit(int scripts) {
        return Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / 2 / Math.clamp(scripts, 1, 8));
    }

    private static RegClient client(RegbotConfig config, Invocation invocation) {
        boolean docker = !config.skipDockerConfig();
        HostTable hosts = HostSetup.hosts(invocation.environment(), docker, Optional.empty(), config.hosts());
        return new ClientSetup("regbot", invocation.environment(), hosts)
                .userAgent(config.userAgent())
                .dockerCertificates(docker)
                .blobLimit(config.blobLimit())
                .open();
    }
}
