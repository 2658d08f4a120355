// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The option {@code -c} of regsync and regbot (contract regsync 1). */
public final class ConfigFlag {
    private final Flag<String> file;

    public ConfigFlag(FlagSet flags) {
        file = flags.text("config", "Config file, - for stdin")
                .shortName('c')
                .required()
                .names(Kind.FILE);
    }

    /** The command reads no file where another option is given. */
    public ConfigFlag notNeededWith(Flag<?> other) {
        file.notNeededWith(other);
        return this;
    }

    /** The file; empty for stdin. */
    public Optional<Path> path(Invocation invocation) {
        return file.value().equals("-")
                ? Optional.empty()
                : Optional.of(invocation
                        .environment()
                        .workingDirectory()
                        .resolve(file.value())
                        .toAbsolutePath());
    }

    /** The directory of the file; empty for stdin. */
    public Optional<Path> directory(Invocation invocation) {
        return path(invocation).map(Path::getParent);
    }

    /** Reads the file. */
    public YamlMapping read(Invocation invocation) throws RegistryException {
        if (file.value().isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "required input missing");
        }
        return YamlFile.read(file.value(), invocation.environment(), invocation.in());
    }
}
