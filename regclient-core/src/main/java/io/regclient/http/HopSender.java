// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.HostConnections;
import io.regclient.http.net.OneLine;
import io.regclient.http.net.Reach;
import io.regclient.http.net.UrlGuard;
import io.regclient.http.net.WireRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** Sends single requests with the connections and TLS settings of one host, and follows guarded redirects. */
final class HopSender {
    /** Redirects that are followed (contract RD-1). */
    private static final int MAX_REDIRECTS = 10;

    private final String host;
    private final Transport transport;
    private final HostConnections connections;
    private final Runnable alive;

    /**
     * A sender.
     *
     * @param alive run whenever content of a request or answer has moved
     */
    HopSender(HostConfig host, Transport transport, Runnable alive) {
        this.host = host.name();
        this.transport = transport;
        this.connections = new HostConnections(host, transport.network());
        this.alive = alive;
    }

    /** Adds to a request what depends on its URL. */
    @FunctionalInterface
    interface Authorizer {
        /** Value of the Authorization header for a URL, empty for none. */
        Optional<String> authorization(HttpUrl url) throws IOException;
    }

    UrlGuard guard() {
        return connections.guard();
    }

    WireLog log() {
        return transport.log();
    }

    /**
     * Sends a request and follows redirects until another answer comes (RD-1 to RD-3).
     *
     * @param reach where the name of the first URL may lead
     * @throws ExchangeFailure when no answer comes
     * @throws RegistryException of kind HTTP_REDIRECT_REFUSED, CANCELED, INVALID_INPUT or NOT_RETRYABLE
     */
    Exchange send(Outgoing outgoing, Reach reach, Authorizer authorizer) throws IOException {
        Outgoing current = outgoing;
        Reach allowed = reach;
        for (int redirects = 0; ; redirects++) {
            Exchange exchange = sendFresh(current, allowed, authorizer.authorization(current.url()));
            Response response = exchange.response();
            transport.warnings().report(host, response);
            Optional<HttpUrl> target = redirectTarget(exchange, current);
            if (target.isEmpty()) {
                return exchange;
            }
            exchange.close();
            if (redirects == MAX_REDIRECTS) {
                throw RegistryException.of(
                        ErrorKind.HTTP_REDIRECT_REFUSED, "stopped after " + MAX_REDIRECTS + " redirects");
            }
            allowed = guard().check(current.url(), exchange.peer(), target.get());
            current = current.redirected(response.code(), target.get());
        }
    }

    /** A reused connection may have been closed by the other side meanwhile: once more on a new one, like Go does. */
    private Exchange sendFresh(Outgoing outgoing, Reach reach, Optional<String> authorization) throws IOException {
        try {
            return sendOnce(outgoing, reach, authorization);
        } catch (ExchangeFailure e) {
            if (!e.stale() || !outgoing.repeatable()) {
                throw e;
            }
            transport.network().dropIdleConnections();
            return sendOnce(outgoing, reach, authorization);
        }
    }

    private Exchange sendOnce(Outgoing outgoing, Reach reach, Optional<String> authorization) throws IOException {
        WireRequest request = new WireRequest(
                outgoing.method(),
                outgoing.url(),
                headers(outgoing, authorization),
                outgoing.content(),
                outgoing.purpose().large(),
                outgoing.purpose().brief());
        if (outgoing.changesNames()) {
            FenceScope.requireOpen();
        }
        transport.log().sent(request);
        RequestReport report = new RequestReport(transport.settings(), host, outgoing, alive);
        Exchange exchange = connections.send(request, reach, report);
        transport.log().received(request, exchange.response(), report.answered());
        // a blob of stated length may be labelled by the type of its own content: HostAttempt knows better
        boolean blob = outgoing.purpose().large() && exchange.response().header("Content-Length") != null;
        if (exchange.isEncoded() && !blob) {
            exchange.decode();
        }
        return exchange;
    }

    private Headers headers(Outgoing outgoing, Optional<String> authorization) throws RegistryException {
        Headers.Builder headers = new Headers.Builder();
        add(headers, "User-Agent", transport.settings().userAgent());
        // digests, lengths and ranges are about the bytes as they are stored (TL-6)
        add(headers, "Accept-Encoding", "identity");
        for (Map.Entry<String, String> header : outgoing.headers()) {
            add(headers, header.getKey(), header.getValue());
        }
        if (authorization.isPresent()) {
            add(headers, "Authorization", authorization.get());
        }
        return headers.build();
    }

    private static void add(Headers.Builder headers, String name, String value) throws RegistryException {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "request failed: control character in the value of header " + name);
        }
        headers.addUnsafeNonAscii(name, value);
    }

    private static Optional<HttpUrl> redirectTarget(Exchange exchange, Outgoing outgoing) throws RegistryException {
        Response response = exchange.response();
        int status = response.code();
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        String location = response.header("Location");
        if (!redirect || location == null || outgoing.accepted().contains(status)) {
            return Optional.empty();
        }
        boolean fits = location.length() <= CallUrls.MAX_LENGTH;
        HttpUrl target = fits ? response.request().url().resolve(location) : null;
        if (target == null) {
            exchange.close();
            String what = fits
                    ? "redirect to something that is no http or https URL: "
                    : "redirect to a URL of more than " + CallUrls.MAX_LENGTH + " characters: ";
            throw RegistryException.of(ErrorKind.HTTP_REDIRECT_REFUSED, what + OneLine.of(location));
        }
        return Optional.of(target);
    }
}
