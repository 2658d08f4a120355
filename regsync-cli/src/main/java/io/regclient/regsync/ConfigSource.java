// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.TemplateOutput;
import io.regclient.kit.client.ConfigFlag;
import io.regclient.kit.template.Functions;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.regsync.plan.EntryCheck;
import io.regclient.regsync.plan.Shard;
import io.regclient.regsync.plan.Share;
import io.regclient.regsync.plan.ShareCheck;
import io.regclient.regsync.schema.ConfigFile;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options that name the configuration file and the share of it, and what they name. */
final class ConfigSource {
    private final ConfigFlag file;
    private final Flag<String> shard;
    private final Flag<Boolean> strict;

    ConfigSource(FlagSet flags) {
        file = new ConfigFlag(flags);
        shard = flags.text(
                "shard",
                "Only the share I of N of the target repositories, I counted from 0; auto/N takes I from "
                        + "JOB_COMPLETION_INDEX");
        strict = flags.bool("strict", "Warnings about the config file are errors");
    }

    /** The command reads no file where another option is given. */
    void notNeededWith(Flag<?> other) {
        file.notNeededWith(other);
    }

    /**
     * What a command works on.
     *
     * @param config with the entries of the share
     * @param share divides the repositories of registries
     * @param all entries of the file
     */
    record Loaded(RegsyncConfig config, Share share, List<SyncEntry> all) {
        Loaded {
            all = List.copyOf(all);
        }
    }

    /** Loads the file; what is odd about it is logged as warnings and changes nothing, unless it is to be an error. */
    Loaded load(Invocation invocation) throws IOException {
        Optional<Shard> wanted = shard.isGiven() ? Optional.of(shard(invocation.environment())) : Optional.empty();
        Functions functions = TemplateOutput.functions(invocation.environment());
        YamlMapping root = file.read(invocation);
        RegsyncConfig config = ConfigFile.of(root, functions);
        FileWarnings warnings = new FileWarnings(strict.value());
        warnings.tell(config.warnings());
        warnings.tell(EntryCheck.warnings(config.entries()));
        warnings.look(config.hosts());
        Share share = Share.WHOLE;
        if (wanted.isPresent()) {
            share = Share.of(wanted.get(), config, invocation.environment());
            warnings.tell(ShareCheck.warnings(config.entries(), share));
        }
        warnings.refuse(root.where());
        if (strict.value() && StateSource.isWanted(config)) {
            StateSource.of(config, path(invocation), invocation); // one that no command takes is told by all of them
        }
        List<SyncEntry> all = config.entries();
        return new Loaded(wanted.isEmpty() ? config : config.withEntries(share.entries(all)), share, all);
    }

    /** The file; empty for stdin. */
    Optional<Path> path(Invocation invocation) {
        return file.path(invocation);
    }

    private Shard shard(Environment environment) throws RegistryException {
        try {
            return Shard.parse(shard.value(), environment);
        } catch (RegistryException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, shard.refused(shard.value(), e.getMessage()), e);
        }
    }
}
