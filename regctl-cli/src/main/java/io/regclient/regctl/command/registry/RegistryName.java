// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.config.HostName;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.cli.Invocation;
import java.util.Optional;

/** The optional registry argument of the registry commands (contract regctl 5.5). */
final class RegistryName {
    private RegistryName() {}

    /** The argument, or Docker Hub without one. */
    static HostName of(Invocation invocation) throws RegistryException {
        String text = invocation.arguments().isEmpty() ? HostName.DOCKER_HUB : invocation.argument(0);
        HostName name = HostName.parse(text);
        if (!name.isDockerHub() && !name.isBareHost()) {
            throw invalid(text, "");
        }
        Optional<String> problem = HostName.problemOf(name.name());
        if (problem.isPresent()) {
            throw invalid(text, ", " + problem.get());
        }
        return name;
    }

    private static RegistryException invalid(String text, String advice) {
        return RegistryException.of(
                ErrorKind.INVALID_INPUT,
                "invalid registry name provided: " + VisibleText.name(VisibleText.withoutLogin(text)) + advice);
    }
}
