// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.Credential;
import io.regclient.config.CredentialPrograms;
import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.HostSetup;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl registry whoami}: the login stored in regctl's own file (contract regctl 9.9.5). */
final class RegistryWhoami implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of(
                    "whoami", "show current login for a registry", flags -> new RegistryWhoami())
            .withArguments("[registry]")
            .withExample("the user of a login", "mirror.example.org")
            .brief();

    @Override
    public int run(Invocation invocation) throws IOException {
        String name = RegistryName.of(invocation).name();
        Optional<HostConfig> host = Optional.ofNullable(
                RegctlConfigFile.of(invocation.environment()).read().hosts().get(name));
        Credential login = host.map(h -> login(invocation, h)).orElse(Credential.NONE);
        String user = login.user().isEmpty() && !login.token().isEmpty() ? "<token>" : login.user();
        if (user.isEmpty()) {
            throw RegistryException.of(ErrorKind.NO_LOGIN, "no login found for " + name);
        }
        invocation.out().println(user);
        return 0;
    }

    private static Credential login(Invocation invocation, HostConfig host) {
        return host.credHelper().isEmpty()
                ? new Credential(host.user(), host.pass(), host.token())
                : new CredentialPrograms(invocation.environment(), Ticker.system(), HostSetup::warn).credential(host);
    }
}
