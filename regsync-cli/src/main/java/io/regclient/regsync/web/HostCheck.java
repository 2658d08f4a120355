// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.server.registry.ServedName;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages from reading what a server shows: a page can let a name of its own point to this machine (DNS rebinding),
 * and then the browser takes both for one. Such a request bears that name, so only known names are answered. An address is
 * nobody's name.
 */
final class HostCheck {
    private final Set<ServedName> names = new HashSet<>();

    /**
     * A check of a server.
     *
     * @param address where it listens; a name in it is one of its names
     * @param more its other names
     */
    HostCheck(InetSocketAddress address, List<ServedName> more) {
        names.addAll(more);
        ServedName.ofAuthority("localhost").ifPresent(names::add);
        ServedName.ofAuthority(address.getHostString()).ifPresent(names::add);
    }

    /**
     * Whether a request is for this server.
     *
     * @param hosts the lines {@code Host} of the request
     */
    boolean accepts(List<String> hosts) {
        if (hosts.isEmpty()) {
            return true; // of HTTP/1.0, as health checks of proxies speak it: browsers always send one
        }
        if (hosts.size() > 1) {
            return false;
        }
        Optional<ServedName> name = ServedName.ofAuthority(hosts.getFirst());
        return name.isPresent()
                && (names.contains(name.get()) || name.get().address().isPresent());
    }
}
