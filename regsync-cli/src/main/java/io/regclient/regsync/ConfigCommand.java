// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.schema.ConfigText;
import java.io.IOException;
import java.util.Optional;

/** {@code regsync config} (contract regsync 15). */
final class ConfigCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("config", "show the processed config", ConfigCommand::new)
            .withDescription("""
                    Show the configuration with its defaults applied and its templates expanded.
                    Secrets are masked.""")
            .withExample("show what a run would use", "--config", "regsync.yml");

    private final ConfigSource source;
    private final Flag<Boolean> showSecrets;

    private ConfigCommand(FlagSet flags) {
        source = new ConfigSource(flags);
        showSecrets = flags.bool("show-secrets", "Print passwords, tokens and private keys instead of ***");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        ConfigSource.Loaded loaded = source.load(invocation);
        Optional<String> divided = loaded.share().isWhole()
                ? Optional.empty()
                : Optional.of("the repositories are divided when it runs, shard " + loaded.share());
        invocation.out().print(ConfigText.of(loaded.config(), showSecrets.value(), divided));
        return 0;
    }
}
