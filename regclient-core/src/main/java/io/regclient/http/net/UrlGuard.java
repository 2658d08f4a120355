// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/**
 * Decides whether a server may send the client to another URL (contract RD-2): never from https to http, and never from
 * elsewhere to this machine or to the metadata of a cloud. Applied to redirects, upload locations, links, token servers and external content (RD-4).
 */
public final class UrlGuard {
    private final ProxyRules proxies;
    private final Dns names;

    UrlGuard(ProxyRules proxies, Dns names) {
        this.proxies = proxies;
        this.names = names;
    }

    /**
     * Checks a step.
     *
     * @param from URL of the answer that named the other URL
     * @param peer where that answer came from, empty when unknown
     * @param to where the client is sent
     * @return where the name may lead, to be checked while connecting
     * @throws RegistryException of kind HTTP_REDIRECT_REFUSED
     */
    public Reach check(HttpUrl from, Optional<InetAddress> peer, HttpUrl to) throws RegistryException {
        if (from.isHttps() && !to.isHttps()) {
            throw refused("redirect from an https to non-https server is not allowed: " + to.host());
        }
        // a proxy looks names up by itself; those that are known, and addresses, are the same for it
        boolean proxied = !proxies.isEmpty() && proxies.find(to.uri()).isPresent();
        boolean same = to.host().equals(from.host());
        Reach reach;
        if ((same && proxied) || peer.map(Reach::isLocal).orElseGet(() -> isLocal(from.host(), proxied))) {
            reach = same ? Reach.ANYWHERE : Reach.NOT_METADATA;
        } else {
            reach = Reach.NOT_LOCAL;
        }
        if (!reach.allows(to.host()) || !literals(to.host()).stream().allMatch(reach::allows)) {
            throw refused("redirect to a local domain is not allowed: " + to.host());
        }
        return proxied && !same ? Reach.NOT_METADATA : reach; // the proxy may be on this machine
    }

    private static RegistryException refused(String why) {
        return RegistryException.of(ErrorKind.HTTP_REDIRECT_REFUSED, why);
    }

    private boolean isLocal(String host, boolean proxied) {
        List<InetAddress> addresses = literals(host);
        if (addresses.isEmpty() && !proxied) {
            try {
                addresses = names.lookup(host);
            } catch (UnknownHostException e) {
                return false; // the strict assumption
            }
        }
        return !addresses.isEmpty() && addresses.stream().allMatch(Reach::isLocal);
    }

    /**
     * What a host that is an address may be taken for; empty for a name. Whoever connects may read numbers as C does:
     * 0177.0.0.1, 0x7f.1 and 0x7f000001 are 127.0.0.1.
     */
    private static List<InetAddress> literals(String host) {
        String plain = Reach.withoutDot(host);
        List<InetAddress> addresses = new ArrayList<>(2);
        try {
            addresses.add(InetAddress.ofLiteral(plain));
        } catch (IllegalArgumentException e) {
            // a name, or one of the forms below
        }
        try {
            addresses.add(Inet4Address.ofPosixLiteral(plain));
        } catch (IllegalArgumentException e) {
            // a name, or an address of IPv6
        }
        return addresses;
    }
}
