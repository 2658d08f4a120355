// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.RegClient;
import io.regclient.config.HostTable;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.ClientSetup;
import io.regclient.kit.client.HostSetup;
import io.regclient.kit.client.WarmUp;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.regbot.config.RegbotConfig;
import io.regclient.regbot.run.ScriptRunner;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.api.ChangeReport;
import io.regclient.regbot.sandbox.lib.HostAccess;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of {@code once} and {@code server}, and what the two have in common (contract regbot A1). */
final class RunFlags {

    private final ScriptSource source;
    private final Flag<Boolean> dryRun;
    private final ReportFlag report;
    private final Flag<Boolean> allowHost;
    private final Flag<List<String>> allowPath;

    RunFlags(FlagSet flags) {
        source = new ScriptSource(flags, "Run only the scripts of this name");
        dryRun = flags.bool("dry-run", "Dry Run, skip all external actions");
        report = new ReportFlag(flags);
        allowHost = flags.bool(
                "allow-host", "Give scripts files, processes and modules of this machine (io, os.execute, require)");
        allowPath = flags.list("allow-path", "Let image.exportTar and image.importTar use a directory")
                .names(Kind.DIRECTORY);
    }

    /** The work of a command. */
    @FunctionalInterface
    interface Work {
        void run(ScriptRunner runner, RegbotConfig config) throws IOException;
    }

    /** Loads the configuration, does the work with a client of its own, and tells the exit code. */
    int run(Invocation invocation, Work work) throws IOException {
        WarmUp.start();
        RegbotConfig config = source.load(invocation);
        report.requirePlace(invocation);
        ChangeReport changes = changes();
        SandboxOptions options = SandboxOptions.of(invocation.out(), invocation.err(), Ticker.system())
                .withEnvironment(invocation.environment().variables())
                .withHost(host(invocation));
        List<IOException> failures = new ArrayList<>();
        try (RegClient client = client(config, invocation)) {
            work.run(new ScriptRunner(client, options, changes, config.parallel(), Sleeper.system()), config);
        } catch (SeveralFailures e) {
            failures.addAll(e.failures());
        } catch (IOException e) {
            failures.add(e);
        }
        if (dryRun.value()) {
            invocation.err().append(changes.text());
        }
        report.write(changes, invocation).ifPresent(failures::add);
        if (!failures.isEmpty()) {
            throw new SeveralFailures(failures);
        }
        return 0;
    }

    private ChangeReport changes() {
        if (dryRun.value()) {
            return ChangeReport.ofDryRun();
        }
        return report.isSet() ? ChangeReport.ofRun() : ChangeReport.none();
    }

    private HostAccess host(Invocation invocation) throws RegistryException {
        Path directory = invocation.environment().workingDirectory();
        List<Path> paths = new ArrayList<>();
        for (String name : allowPath.value()) {
            paths.add(allowed(directory, name));
        }
        return new HostAccess(allowHost.value(), directory, paths, source.directory(invocation));
    }

    private static Path allowed(Path directory, String name) throws RegistryException {
        try {
            Path path = directory.resolve(name);
            if (Files.isDirectory(path)) {
                return path;
            }
            throw refused(name, Files.exists(path) ? "is no directory" : "no such directory");
        } catch (InvalidPathException e) {
            throw refused(name, e.getReason());
        }
    }

    private static RegistryException refused(String name, String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, "--allow-path " + name + ": " + why);
    }

    private static RegClient client(RegbotConfig config, Invocation invocation) {
        boolean docker = !config.skipDockerConfig();
        HostTable hosts = HostSetup.hosts(invocation.environment(), docker, Optional.empty(), config.hosts());
        return new ClientSetup("regbot", invocation.environment(), hosts)
                .userAgent(config.userAgent())
                .dockerCertificates(docker)
                .blobLimit(config.blobLimit())
                .readsOnce()
                .remembersPlaces(!invocation.globals().noCache())
                .open();
    }
}
