// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.WarmUp;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.run.Catalog;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.verify.RepositoryFindings;
import io.regclient.regsync.verify.VerifyReport;
import io.regclient.regsync.verify.VerifyRun;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code regsync verify}, which the Go tool does not have: its result stands on stdout and in the exit code. */
final class VerifyCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("verify", "check that the targets are whole", VerifyCommand::new)
            .withDescription("""
                    Look at every tag of the targets that the configuration mirrors: its manifests are
                    read and verified, its blobs are asked for, or with --deep read and hashed. What is
                    missing or damaged is listed with the tags that need it. With --repair it is copied
                    from the source again, and looked at again.
                    The exit code is 0 when nothing is wrong or all was repaired, else 1.""")
            .withExample("whether all blobs are there", "--config", "regsync.yml")
            .withExample(
                    "read everything, and repair what can be repaired", "--config", "regsync.yml", "--deep", "--repair")
            .withExample("the findings for a script", "--config", "regsync.yml", "--format", "json");

    private static final int DAMAGED = 1;

    private final ConfigSource source;
    private final Flag<Boolean> deep;
    private final Flag<Boolean> repair;
    private final Flag<Form> format;

    /** How the findings are shown. */
    private enum Form {
        TABLE,
        JSON
    }

    private VerifyCommand(FlagSet flags) {
        source = new ConfigSource(flags);
        deep = flags.bool("deep", "Read and hash every blob");
        repair = flags.bool("repair", "Copy what is missing or damaged from the source again");
        format = flags.choice("format", Form.TABLE, "How the findings are shown: table or json");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        WarmUp.start();
        ConfigSource.Loaded loaded = source.load(invocation);
        RegsyncConfig config = loaded.config();
        if (!repair.value() || !StateSource.isWanted(config)) {
            return look(invocation, loaded, Optional.empty());
        }
        Database database = StateSource.of(config, source.path(invocation), invocation);
        RepositoryNames names =
                new RepositoryNames(config.hosts(), invocation.environment().workingDirectory());
        try (RunMemory memory = RunMemory.recording(database, "verify", names)) {
            int code = look(invocation, loaded, Optional.of(memory.state()));
            if (code == 0) {
                memory.succeeded();
            }
            return code;
        }
    }

    private int look(Invocation invocation, ConfigSource.Loaded loaded, Optional<RunState> state) throws IOException {
        Failures failures = new Failures(false, () -> {});
        try (RegClient client = ConfiguredClient.open(loaded.config(), invocation.environment(), false)) {
            VerifyRun run = new VerifyRun(
                    client,
                    loaded.share(),
                    registry -> Catalog.all(client, registry),
                    new VerifyRun.Options(deep.value(), repair.value(), state),
                    failures);
            List<RepositoryFindings> found = run.run(loaded.config().entries());
            List<String> messages = messages(failures);
            VerifyReport report = new VerifyReport(deep.value(), found, messages);
            invocation.out().print(format.value() == Form.JSON ? report.json() : report.text());
            failures.throwIfAny();
            return report.isWhole() ? 0 : DAMAGED;
        }
    }

    private static List<String> messages(Failures failures) throws IOException {
        try {
            failures.throwIfAny();
            return List.of();
        } catch (SeveralFailures e) {
            return e.failures().stream().map(RegistryException::describe).toList();
        }
    }
}
