// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.HostName;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;

/** The optional registry argument of the registry commands (contract regctl 5.5). */
final class RegistryName {
    private RegistryName() {}

    /** The argument, or Docker Hub without one. */
    static HostName of(Invocation invocation) throws RegistryException {
        String text = invocation.arguments().isEmpty() ? HostName.DOCKER_HUB : invocation.argument(0);
        HostName name = HostName.parse(text);
        if (!name.isDockerHub() && !name.isBareHost()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "invalid registry name provided: " + text);
        }
        return name;
    }
}
