// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages away from a registry without access control. A page can make the browser of a developer send requests
 * here: under a name of its own that it lets point to this machine (DNS rebinding), or as a form or a fetch without CORS.
 * The first ones bear a foreign {@code Host}, the others an {@code Origin} or {@code Sec-Fetch-Site} (Fetch Metadata),
 * which clients of registries never send.
 */
final class HostGuard {
    private static final Set<String> OWN_SITE = Set.of("same-origin", "same-site", "none");

    /** In characters: a name is no longer, a header may be. */
    private static final int MAX_SHOWN = 253;

    private final Set<ServedName> names = new HashSet<>();
    private final boolean everyInterface;

    /**
     * A guard of a server.
     *
     * @param address where it listens; a name in it is one of its names
     * @param allowed further names, of the server or of pages that may write to it
     */
    HostGuard(InetSocketAddress address, Set<ServedName> allowed) {
        names.addAll(allowed);
        ServedName.ofAuthority("localhost").ifPresent(names::add);
        ServedName.ofAuthority(address.getHostString()).ifPresent(names::add);
        names.add(ServedName.of(address.getAddress()));
        everyInterface = address.getAddress().isAnyLocalAddress();
    }

    /** Lets the request pass or refuses it with 403. */
    void check(Request request) throws Refusal {
        for (String host : request.headers("Host")) { // none at all: HTTP/1.0, which no browser speaks
            if (!isOurs(host)) {
                throw refused("a request for the host", host);
            }
        }
        List<String> origins = request.headers("Origin");
        for (String origin : origins) {
            int scheme = origin.indexOf("://"); // "null" stands for a page that hides where it comes from
            if (scheme < 0 || !isOurs(origin.substring(scheme + 3))) {
                throw refused("a request of a web page from", origin);
            }
        }
        Optional<String> site = request.header("Sec-Fetch-Site").filter(value -> !OWN_SITE.contains(value));
        if (site.isPresent() && origins.isEmpty()) {
            throw refused("a request that a browser marks as", site.get());
        }
    }

    private static Refusal refused(String what, String value) {
        String shown = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
        return Refusal.of(
                ErrorCode.DENIED,
                what + " \"" + shown + "\" is refused, so that no web page can write here;"
                        + " --allow-host-name allows further names of this registry and of pages");
    }

    private boolean isOurs(String authority) {
        return ServedName.ofAuthority(authority).filter(this::isOurs).isPresent();
    }

    private boolean isOurs(ServedName name) {
        if (names.contains(name)) {
            return true;
        }
        Optional<InetAddress> address = name.address();
        if (address.isPresent()) {
            return address.get().isLoopbackAddress() || (everyInterface && isOfThisMachine(address.get()));
        }
        return everyInterface && MachineName.NAME.filter(name::equals).isPresent();
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Looked up for the first request that bears a name nobody gave: a name server may take its time. */
    private static final class MachineName {
        static final Optional<ServedName> NAME = find();

        private static Optional<ServedName> find() {
            try {
                return ServedName.ofAuthority(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException e) {
                return Optional.empty(); // a machine that does not know its own name is not called by it
            }
        }
    }
}
