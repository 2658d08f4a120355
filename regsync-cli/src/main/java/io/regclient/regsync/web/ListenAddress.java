// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens, as the command line says it. */
public final class ListenAddress {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+(?:%[\\w.-]+)?]|[\\w.-]*):)?([0-9]{1,5})");

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int MAX_PORT = 65_535;

    private ListenAddress() {}

    /**
     * Reads {@code HOST:PORT}; a port alone, with or without a colon, is one of the loopback address.
     *
     * @throws RegistryException of kind INVALID_INPUT
     */
    public static InetSocketAddress parse(String text) throws RegistryException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "use a port such as 9090, or host:port such as 0.0.0.0:9090");
        }
        int port = Integer.parseInt(matcher.group(2));
        String host = matcher.group(1);
        return host == null || host.isEmpty()
                ? new InetSocketAddress(LOOPBACK, port)
                : new InetSocketAddress(host.replaceAll("^\\[|]$", ""), port);
    }
}
