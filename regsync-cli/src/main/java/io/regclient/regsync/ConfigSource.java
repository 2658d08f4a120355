// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.TemplateOutput;
import io.regclient.kit.client.ConfigFlag;
import io.regclient.kit.client.HostSetup;
import io.regclient.kit.template.Functions;
import io.regclient.regsync.plan.EntryCheck;
import io.regclient.regsync.schema.ConfigFile;
import io.regclient.regsync.schema.RegsyncConfig;
import java.io.IOException;

/** The option that names the configuration file, and the file. */
final class ConfigSource {
    private final ConfigFlag file;

    ConfigSource(FlagSet flags) {
        file = new ConfigFlag(flags);
    }

    /** Loads the file; what is odd about it is logged as warnings and changes nothing. */
    RegsyncConfig load(Invocation invocation) throws IOException {
        Functions functions = TemplateOutput.functions(invocation.environment());
        RegsyncConfig config = ConfigFile.of(file.read(invocation), functions);
        config.warnings().forEach(HostSetup::warn);
        EntryCheck.warnings(config.entries()).forEach(HostSetup::warn);
        return config;
    }
}
