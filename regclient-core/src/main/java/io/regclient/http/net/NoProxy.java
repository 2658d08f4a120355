// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts of NO_PROXY: names with their sub-domains, {@code .name} for sub-domains only, addresses, networks
 * ({@code 10.0.0.0/8}), each with an optional port, or {@code *} (contract OK-7).
 */
final class NoProxy {
    private final boolean everything;
    private final List<Entry> entries;

    private NoProxy(boolean everything, List<Entry> entries) {
        this.everything = everything;
        this.entries = entries;
    }

    private sealed interface Entry {
        boolean matches(String host, Optional<InetAddress> address, int port);
    }

    private record Name(String suffix, boolean withItself, int port) implements Entry {
        @Override
        public boolean matches(String host, Optional<InetAddress> address, int hostPort) {
            boolean named = host.endsWith(suffix) || (withItself && host.equals(suffix.substring(1)));
            return named && (port < 0 || port == hostPort);
        }
    }

    private record Network(InetAddress prefix, int bits, int port) implements Entry {
        @Override
        public boolean matches(String host, Optional<InetAddress> address, int hostPort) {
            return address.isPresent() && contains(address.get().getAddress()) && (port < 0 || port == hostPort);
        }

        private boolean contains(byte[] address) {
            byte[] start = prefix.getAddress();
            if (address.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if (((address[bit / 8] ^ start[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    static NoProxy parse(String text) {
        List<Entry> entries = new ArrayList<>();
        boolean everything = false;
        for (String part : text.split(",", -1)) {
            String entry = part.strip().toLowerCase(Locale.ROOT);
            everything |= entry.equals("*");
            if (!entry.isEmpty()) {
                parseEntry(entry).ifPresent(entries::add);
            }
        }
        return new NoProxy(everything, List.copyOf(entries));
    }

    boolean matches(String host, int port) {
        String name = unbracketed(host.toLowerCase(Locale.ROOT));
        Optional<InetAddress> address = literal(name);
        if (everything
                || name.equals("localhost")
                || address.filter(InetAddress::isLoopbackAddress).isPresent()) {
            return true;
        }
        return entries.stream().anyMatch(entry -> entry.matches(name, address, port));
    }

    private static Optional<Entry> parseEntry(String entry) {
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return literal(entry.substring(0, slash)).flatMap(a -> network(a, entry.substring(slash + 1)));
        }
        Optional<InetAddress> bare = literal(unbracketed(entry));
        int colon = entry.lastIndexOf(':');
        boolean hasPort =
                bare.isEmpty() && colon >= 0 && entry.substring(colon + 1).matches("[0-9]{1,5}");
        int port = hasPort ? Integer.parseInt(entry.substring(colon + 1)) : -1;
        String host = unbracketed(hasPort ? entry.substring(0, colon) : entry);
        Optional<InetAddress> address = literal(host);
        if (address.isPresent()) {
            return Optional.of(new Network(address.get(), address.get().getAddress().length * 8, port));
        }
        String name = host.startsWith("*.") ? host.substring(1) : host;
        boolean subDomainsOnly = name.startsWith(".");
        return Optional.of(new Name(subDomainsOnly ? name : "." + name, !subDomainsOnly, port));
    }

    private static Optional<Entry> network(InetAddress address, String length) {
        int longest = address.getAddress().length * 8;
        boolean valid = length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= longest;
        return valid ? Optional.of(new Network(address, Integer.parseInt(length), -1)) : Optional.empty();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** An IP address in text form; names are not looked up. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name
        }
    }
}
