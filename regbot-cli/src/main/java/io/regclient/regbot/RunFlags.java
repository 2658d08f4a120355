// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.RegClient;
import io.regclient.config.HostTable;
import io.regclient.error.RegistryException;
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
import io.regclient.regbot.sandbox.api.DryRunReport;
import io.regclient.regbot.sandbox.lib.HostAccess;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of {@code once} and {@code server}, and what the two have in common (contract regbot A1). */
final class RunFlags {

    /** Every script may keep this much alive: 32 MiB. */
    private static final long LEAST_MEMORY = 32L << 20;

    private final ConfigFlag file;
    private final Flag<Boolean> dryRun;
    private final Flag<String> reportFile;
    private final Flag<Boolean> allowHost;
    private final Flag<String> script;
    private final Flag<List<String>> allowPath;

    RunFlags(FlagSet flags) {
        file = new ConfigFlag(flags);
        dryRun = flags.bool("dry-run", "Dry Run, skip all external actions");
        reportFile = flags.text("report", "Write what a dry run would change to a file, as JSON if its name ends so");
        allowHost = flags.bool(
                "allow-host", "Give scripts files, processes and modules of this machine (io, os.execute, require)");
        script = flags.text("script", "Run only the scripts of this name");
        allowPath = flags.list("allow-path", "Let image.exportTar and image.importTar use a directory");
    }

    /** The work of a command. */
    @FunctionalInterface
    interface Work {
        void run(ScriptRunner runner, RegbotConfig config) throws IOException;
    }

    /** Loads the configuration, does the work with a client of its own, and tells the exit code. */
    int run(Invocation invocation, Work work) throws IOException {
        YamlMapping root = file.read(invocation);
        RegbotConfig config =
                chosen(RegbotConfig.of(root, Expansion.of(TemplateOutput.functions(invocation.environment()))));
        config.warnings().forEach(HostSetup::warn);
        Optional<DryRunReport> report = dryRun.value() ? Optional.of(new DryRunReport()) : Optional.empty();
        SandboxOptions options = SandboxOptions.of(invocation.out(), invocation.err(), Ticker.system())
                .withEnvironment(invocation.environment().variables())
                .withMemoryLimit(memoryLimit(config.scripts().size()))
                .withHost(host(invocation));
        try (RegClient client = client(config, invocation)) {
            work.run(new ScriptRunner(client, options, report, config.parallel(), Sleeper.system()), config);
        } finally {
            if (report.isPresent()) {
                finish(report.get(), invocation);
            }
        }
        return 0;
    }

    private void finish(DryRunReport dry, Invocation invocation) throws IOException {
        invocation.err().append(dry.text());
        String name = reportFile.value();
        if (!name.isEmpty()) {
            Path file = invocation.environment().workingDirectory().resolve(name);
            Files.writeString(file, name.endsWith(".json") ? dry.json() : dry.text());
        }
    }

    private HostAccess host(Invocation invocation) {
        Path directory = invocation.environment().workingDirectory();
        List<Path> paths = allowPath.value().stream().map(directory::resolve).toList();
        return new HostAccess(allowHost.value(), directory, paths, file.directory(invocation));
    }

    private RegbotConfig chosen(RegbotConfig config) throws RegistryException {
        return script.value().isEmpty() ? config : config.only(script.value());
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
