// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.schema.ConfigSchema;
import io.regclient.regsync.schema.ConfigText;
import java.io.IOException;
import java.util.Optional;

/** {@code regsync config} (contract regsync 15). */
final class ConfigCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("config", "show the processed config", ConfigCommand::new)
            .withDescription("""
                    Show the configuration with its defaults applied and its templates expanded.
                    Secrets are masked.

                    --explain reads no file and tells what a key of it means. The key is a path such as
                    sync.tags.latest, or the end of one where no other key has the same.""")
            .withExample("show what a run would use", "--config", "regsync.yml")
            .withExample("end with 1 where anything in the file is odd", "--config", "regsync.yml", "--strict")
            .withExample("tell what a key means", "--explain", "minAge");

    private final ConfigSource source;
    private final Flag<Boolean> showSecrets;
    private final Flag<String> explain;

    private ConfigCommand(FlagSet flags) {
        source = new ConfigSource(flags);
        showSecrets = flags.bool("show-secrets", "Print passwords, tokens and private keys instead of ***");
        explain = flags.text("explain", "Tell what a key of the config file means")
                .suggests(ConfigSchema::keyNames);
        source.notNeededWith(explain);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        if (explain.isGiven()) {
            invocation.out().print(page(explain.value()));
            return 0;
        }
        ConfigSource.Loaded loaded = source.load(invocation);
        Optional<String> divided = loaded.share().isWhole()
                ? Optional.empty()
                : Optional.of("the repositories are divided when it runs, shard " + loaded.share());
        invocation.out().print(ConfigText.of(loaded.config(), showSecrets.value(), divided));
        return 0;
    }

    private String page(String key) throws RegistryException {
        try {
            return ConfigSchema.page(key);
        } catch (RegistryException e) {
            throw RegistryException.of(e.kind(), explain.refused(key, e.getMessage()), e);
        }
    }
}
