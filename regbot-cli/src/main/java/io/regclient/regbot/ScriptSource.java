// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.TemplateOutput;
import io.regclient.kit.client.ConfigFlag;
import io.regclient.kit.client.HostSetup;
import io.regclient.kit.schema.Expansion;
import io.regclient.regbot.config.RegbotConfig;
import java.nio.file.Path;
import java.util.Optional;

/** The options that choose scripts: the file and the name of a script. */
final class ScriptSource {
    private final ConfigFlag file;
    private final Flag<String> script;

    ScriptSource(FlagSet flags, String scriptUsage) {
        file = new ConfigFlag(flags);
        script = flags.text("script", scriptUsage);
    }

    /** Reads the file; what in it has no effect is logged. */
    RegbotConfig load(Invocation invocation) throws RegistryException {
        Expansion expansion = Expansion.of(TemplateOutput.functions(invocation.environment()));
        RegbotConfig config = RegbotConfig.of(file.read(invocation), expansion);
        RegbotConfig chosen = script.value().isEmpty() ? config : config.only(script.value());
        chosen.warnings().forEach(HostSetup::warn);
        return chosen;
    }

    /** The directory of the file; empty for stdin. */
    Optional<Path> directory(Invocation invocation) {
        return file.directory(invocation);
    }
}
