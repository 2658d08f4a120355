// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostName;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code regctl registry login}: stores a login, then checks it (contract regctl 9.9.2). */
final class RegistryLogin implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("login", "login to a registry", RegistryLogin::new)
            .withDescription("Store a login in the regctl configuration and check it.")
            .withArguments("[registry]")
            .withExample(
                    "read the password from standard input", "mirror.example.org", "--user", "robot", "--pass-stdin")
            .brief();

    /** A user name with this text makes the password an identity token. */
    private static final String TOKEN_USER = "<token>";

    /** Passwords read from standard input end here. */
    private static final int MAX_PASSWORD_BYTES = 64 * 1024;

    private final Flag<String> password;
    private final Flag<Boolean> passwordFromInput;
    private final Flag<Boolean> skipCheck;
    private final Flag<String> user;

    private RegistryLogin(FlagSet flags) {
        password = flags.text("pass", "Password").shortName('p');
        passwordFromInput = flags.bool("pass-stdin", "Read password from stdin");
        skipCheck = flags.bool("skip-check", "Skip checking connectivity to the registry");
        user = flags.text("user", "Username").shortName('u');
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        HostName name = RegistryName.of(invocation);
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        String givenUser = user(invocation, known(file.read(), name));
        String givenPassword = password(invocation);
        file.update(config -> with(config, name, givenUser, givenPassword)); // nobody waits while a user types
        if (!skipCheck.value()) {
            check(invocation, name.name());
        }
        log().atInfo().addKeyValue("registry", name.name()).log("Credentials set");
        return 0;
    }

    private static Optional<HostConfig> known(RegctlConfig config, HostName name) {
        return Optional.ofNullable(config.hosts().get(name.name()));
    }

    private static RegctlConfig with(RegctlConfig config, HostName name, String user, String password) {
        HostConfigBuilder host =
                known(config, name).map(HostConfig::toBuilder).orElseGet(() -> HostConfig.builder(name.name()));
        host.credHelper("");
        if (user.equals(TOKEN_USER)) {
            host.user("").pass("").token(password);
        } else {
            host.user(user).pass(password).token("");
        }
        return config.withHost(name.name(), Optional.of(host.build()));
    }

    private String user(Invocation invocation, Optional<HostConfig> known) throws IOException {
        if (user.isGiven()) {
            return required(user.value());
        }
        if (passwordFromInput.value()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "user must be provided to read password from stdin");
        }
        String stored = known.map(HostConfig::user).orElse("");
        String answer =
                Prompt.line(invocation, "Enter Username" + (stored.isEmpty() ? "" : " [" + stored + "]") + ": ");
        return required(answer.isEmpty() ? stored : answer);
    }

    private static String required(String user) throws RegistryException {
        if (user.isEmpty()) {
            log().error("Username is required");
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "required input missing: user name");
        }
        return user;
    }

    private String password(Invocation invocation) throws IOException {
        if (passwordFromInput.value()) {
            byte[] all = invocation.in().readNBytes(MAX_PASSWORD_BYTES);
            return checkedPassword(new String(all, StandardCharsets.UTF_8).replaceFirst("[\\r\\n]+$", ""));
        }
        return checkedPassword(password.isGiven() ? password.value() : Prompt.password(invocation, "Enter Password: "));
    }

    private static String checkedPassword(String text) throws RegistryException {
        if (text.isEmpty()) {
            log().error("Password is required");
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "required input missing: password");
        }
        return text;
    }

    private static void check(Invocation invocation, String name) throws IOException {
        try (RegClient client = Client.open(invocation)) {
            client.ping(Ref.parseHost(name));
        } catch (IOException e) {
            log().atWarn().addKeyValue("registry", name).log("Failed to ping registry, credentials were still stored");
            throw RegistryException.is(e, ErrorKind.HTTP_UNAUTHORIZED)
                    ? RegistryException.of(ErrorKind.LOGIN_REFUSED, RegistryException.describe(e), e)
                    : e;
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(RegistryLogin.class);
    }
}
