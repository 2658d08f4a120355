// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name or address by which a server is called, in the one form in which it is compared.
 *
 * @param text a host name in small letters without a dot at its end, or an address as the runtime writes it
 */
public record ServedName(String text) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_.-]{0,252}");
    private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");

    public ServedName { // what ends in a dot or has capitals would never be equal to a name in a request
        if (literal(text).map(address -> !address.equals(text)).orElse(!isName(text))) {
            throw new IllegalArgumentException("not a host name in its plain form: " + text);
        }
    }

    /**
     * Reads a name or an address, an IPv6 one with or without brackets.
     *
     * @throws RegistryException of kind INVALID_INPUT for anything else, a name with a port included
     */
    public static ServedName parse(String text) throws RegistryException {
        return plain(text)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.INVALID_INPUT, "a host name without scheme and port is expected"));
    }

    /** The name in a {@code Host} header or in what follows the scheme of an origin; a port does not matter. */
    public static Optional<ServedName> ofAuthority(String authority) {
        return plain(PORT.matcher(authority).replaceFirst(""));
    }

    /** The name of an address. */
    public static ServedName of(InetAddress address) {
        return new ServedName(address.getHostAddress());
    }

    /** The address, when this is one. */
    public Optional<InetAddress> address() {
        return parsed(text);
    }

    private static Optional<ServedName> plain(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String inner = bracketed ? text.substring(1, text.length() - 1) : text;
        Optional<String> literal = literal(inner);
        if (literal.isPresent()) {
            return literal.map(ServedName::new);
        }
        String name = (inner.endsWith(".") ? inner.substring(0, inner.length() - 1) : inner).toLowerCase(Locale.ROOT);
        return bracketed || !isName(name) ? Optional.empty() : Optional.of(new ServedName(name));
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.endsWith(".");
    }

    private static Optional<String> literal(String text) {
        return parsed(text).map(InetAddress::getHostAddress);
    }

    private static Optional<InetAddress> parsed(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
