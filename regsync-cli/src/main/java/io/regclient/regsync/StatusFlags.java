// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.web.AccessToken;
import io.regclient.regsync.web.ListenAddress;
import io.regclient.regsync.web.WebServer;
import io.regclient.server.registry.ServedName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code --listen} and what belongs to it: where a server shows its status. */
final class StatusFlags {
    private final Flag<Optional<InetSocketAddress>> address;
    private final Flag<List<ServedName>> names;
    private final Flag<String> tokenFile;

    StatusFlags(FlagSet flags) {
        address = flags.parsed(
                "listen",
                "Show the status on this address: a page, health and metrics; a port alone is one of the loopback address",
                ListenAddress::parse);
        names = flags.list(
                "listen-host", "Name by which the status may be asked for, beside addresses", ServedName::parse);
        tokenFile = flags.text("listen-token-file", "File with the token that the status is shown for");
    }

    /** What the options say; empty when nothing is to be shown. */
    Optional<WebServer.Access> access(Invocation invocation) throws IOException {
        Optional<InetSocketAddress> given = address.value();
        if (given.isEmpty()) {
            if (address.isGiven()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "--listen is empty, use a port such as 9090 or leave it out");
            }
            if (names.isGiven() || tokenFile.isGiven()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "--listen-host and --listen-token-file need --listen");
            }
            return Optional.empty();
        }
        return Optional.of(new WebServer.Access(given.get(), names.value(), token(invocation)));
    }

    /** Reads the token, also again; empty when none is asked for. */
    Optional<AccessToken> token(Invocation invocation) throws IOException {
        Optional<Path> file = tokenFile(invocation);
        return file.isEmpty() ? Optional.empty() : Optional.of(AccessToken.read(file.get(), tokenFile.value()));
    }

    /** Where the token is, if one is asked for. */
    Optional<Path> tokenFile(Invocation invocation) throws RegistryException {
        String file = tokenFile.value();
        return file.isEmpty() ? Optional.empty() : Optional.of(invocation.file(file));
    }
}
