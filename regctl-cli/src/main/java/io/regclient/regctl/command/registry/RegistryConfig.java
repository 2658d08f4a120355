// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.Credential;
import io.regclient.config.CredentialPrograms;
import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.HostSetup;
import io.regclient.regctl.view.HostView;
import io.regclient.time.Ticker;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** {@code regctl registry config} (contract regctl 9.9.1). */
final class RegistryConfig implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("config", "show registry config", RegistryConfig::new)
            .withArguments("[registry]")
            .withExample("all settings")
            .withExample("the user of a registry", "mirror.example.org", "--format", "{{.User}}")
            .brief();

    private final FormatFlag format;

    private RegistryConfig(FlagSet flags) {
        format = new FormatFlag(flags, "{{jsonPretty .}}");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        RegctlConfig config = file.read();
        if (invocation.arguments().isEmpty()) {
            format.print(invocation, HostView.of(file.path().toString(), config));
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
        format.print(invocation, HostView.of(withHelperUser(invocation, host)));
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
