// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
        Reach reach = reach(from, peer, to);
        if (literal(to.host()).filter(address -> !reach.allows(address)).isPresent()) {
            throw refused("redirect to a local domain is not allowed: " + to.host());
        }
        return reach;
    }

    private Reach reach(HttpUrl from, Optional<InetAddress> peer, HttpUrl to) {
        // a proxy looks names up by itself, and this machine is another one for it
        boolean proxied = !proxies.isEmpty() && proxies.find(to.uri()).isPresent();
        if (!proxied && !peer.map(Reach::isLocal).orElseGet(() -> isLocal(from.host()))) {
            return Reach.NOT_LOCAL;
        }
        return to.host().equals(from.host()) ? Reach.ANYWHERE : Reach.NOT_METADATA;
    }

    private static RegistryException refused(String why) {
        return RegistryException.of(ErrorKind.HTTP_REDIRECT_REFUSED, why);
    }

    private boolean isLocal(String host) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return Reach.isLocal(literal.get());
        }
        try {
            List<InetAddress> addresses = names.lookup(host);
            return !addresses.isEmpty() && addresses.stream().allMatch(Reach::isLocal);
        } catch (UnknownHostException e) {
            return false; // the strict assumption
        }
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name
        }
    }
}
