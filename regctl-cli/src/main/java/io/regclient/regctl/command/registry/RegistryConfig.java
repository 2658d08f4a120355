// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.Credential;
import io.regclient.config.CredentialPrograms;
import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.HostSetup;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.view.HostView;
import io.regclient.regctl.view.Output;
import io.regclient.time.Ticker;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** {@code regctl registry config} (contract regctl 9.9.1). */
public final class RegistryConfig implements Command {
    private final Flag<String> format;

    public RegistryConfig(FlagSet flags) {
        format = flags.string("format", (char) 0, "{{jsonPretty .}}", "Format output with go template syntax");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        RegctlConfig config = file.read();
        if (invocation.arguments().isEmpty()) {
            Output.template(invocation, format.value(), HostView.of(file.path().toString(), config));
            return 0;
        }
        String name = RegistryName.of(invocation).name();
        HostConfig host = config.hosts().get(name);
        if (host == null) {
            LoggerFactory.getLogger(RegistryConfig.class)
                    .atWarn()
                    .addKeyValue("registry", name)
                    .log("No configuration found for registry");
            return 0;
        }
        Output.template(invocation, format.value(), HostView.of(withHelperUser(invocation, host)));
        return 0;
    }

    /** The helper is asked so that the user it knows is shown. */
    private static HostConfig withHelperUser(Invocation invocation, HostConfig host) {
        if (host.credHelper().isEmpty()) {
            return host;
        }
        Credential credential =
                new CredentialPrograms(invocation.environment(), Ticker.system(), HostSetup::warn).credential(host);
        return host.toBuilder()
                .user(credential.user())
                .credExpire(host.credExpire().isZero() ? CredentialPrograms.DEFAULT_EXPIRY : host.credExpire())
                .build();
    }
}
