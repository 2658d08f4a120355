// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.config;

import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl config set}: changes the given settings of all registries (contract regctl 9.3.2). */
final class ConfigSet implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("set", "set options that hold for all registries", ConfigSet::new)
            .withDescription("""
                    Change the settings of the configuration file that hold for all registries.
                    Only the given flags act. "regctl registry set" changes the settings of one registry.""")
            .withExample("do without the logins of Docker", "--docker-cred=false")
            .withExample("let registries ask for chunks of up to 64 MiB", "--blob-limit", "64MiB")
            .brief();

    private final Flag<Long> blobLimit;
    private final Flag<String> defaultCredHelper;
    private final Flag<Boolean> dockerCert;
    private final Flag<Boolean> dockerCred;

    private ConfigSet(FlagSet flags) {
        blobLimit = flags.size("blob-limit", "Largest chunk a registry may ask for, 0 for the limit of the program");
        defaultCredHelper = flags.text(
                "default-cred-helper",
                "Credential helper of registries without settings (full binary name, \"\" for none)");
        dockerCert = flags.bool("docker-cert", "Use the certificates of Docker, on unless switched off");
        dockerCred = flags.bool("docker-cred", "Use the logins of Docker, on unless switched off");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        if (blobLimit.value() < 0) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    blobLimit.refused(blobLimit.value().toString(), "a number of bytes is not negative"));
        }
        RegctlConfigFile.of(invocation.environment()).update(this::changed);
        return 0;
    }

    private RegctlConfig changed(RegctlConfig current) {
        RegctlConfig config = current;
        if (blobLimit.isGiven()) {
            config = config.withBlobLimit(blobLimit.value());
        }
        if (dockerCert.isGiven()) {
            config = config.withIncDockerCert(unlessDefault(dockerCert.value()));
        }
        if (dockerCred.isGiven()) {
            config = config.withIncDockerCred(unlessDefault(dockerCred.value()));
        }
        return defaultCredHelper.isGiven() ? withDefaultHelper(config) : config;
    }

    /** What is on without an entry needs none. */
    private static Optional<Boolean> unlessDefault(boolean used) {
        return used ? Optional.empty() : Optional.of(false);
    }

    private RegctlConfig withDefaultHelper(RegctlConfig config) {
        HostConfig template = config
                .hostDefault()
                .orElseGet(() -> HostConfig.builder("").build())
                .toBuilder()
                .credHelper(defaultCredHelper.value())
                .build();
        return config.withHostDefault(template.toTree().isEmpty() ? Optional.empty() : Optional.of(template));
    }
}
