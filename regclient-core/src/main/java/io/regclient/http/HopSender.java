// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends single requests with the connections and TLS settings of one host, and follows guarded redirects. */
final class HopSender {
    /** Redirects that are followed (contract RD-1). */
    private static final int MAX_REDIRECTS = 10;

    private final Transport transport;
    private final ClientSet clients;
    private final UrlGuard guard;

    HopSender(HostConfig host, Transport transport) {
        GuardedDns names = new GuardedDns(transport.settings().names());
        this.transport = transport;
        this.clients = new ClientSet(host, transport, names);
        this.guard = new UrlGuard(transport.proxies(), names);
    }

    /** Adds to a request what depends on its URL. */
    @FunctionalInterface
    interface Authorizer {
        /** Value of the Authorization header for a URL, empty for none. */
        Optional<String> authorization(HttpUrl url) throws IOException;
    }

    UrlGuard guard() {
        return guard;
    }

    WireLog log() {
        return transport.log();
    }

    /**
     * Sends a request and follows redirects until another answer comes (RD-1 to RD-3).
     *
     * @param guarded whether the names of the first URL must not lead to this machine
     * @throws ExchangeFailure when no answer comes
     * @throws RegistryException of kind HTTP_REDIRECT_REFUSED, CANCELED, INVALID_INPUT or NOT_RETRYABLE
     */
    Exchange send(Outgoing outgoing, boolean guarded, Authorizer authorizer) throws IOException {
        Outgoing current = outgoing;
        boolean guardNames = guarded;
        for (int redirects = 0; ; redirects++) {
            Exchange exchange = sendFresh(current, guardNames, authorizer.authorization(current.url()));
            Response response = exchange.response();
            transport.warnings().report(response);
            Optional<HttpUrl> target = redirectTarget(exchange, current);
            if (target.isEmpty()) {
                return exchange;
            }
            exchange.close();
            if (redirects == MAX_REDIRECTS) {
                throw RegistryException.of(
                        ErrorKind.HTTP_REDIRECT_REFUSED, "stopped after " + MAX_REDIRECTS + " redirects");
            }
            guardNames = guard.check(current.url(), exchange.isLocal(), target.get());
            current = current.redirected(response.code(), target.get());
        }
    }

    /** A reused connection may have been closed by the other side meanwhile: once more on a new one, like Go does. */
    private Exchange sendFresh(Outgoing outgoing, boolean guarded, Optional<String> authorization) throws IOException {
        try {
            return sendOnce(outgoing, guarded, authorization);
        } catch (ExchangeFailure e) {
            if (!e.stale() || !outgoing.repeatable()) {
                throw e;
            }
            transport.dropIdleConnections();
            return sendOnce(outgoing, guarded, authorization);
        }
    }

    private Exchange sendOnce(Outgoing outgoing, boolean guarded, Optional<String> authorization) throws IOException {
        // real time: these limits are about the network
        TransferMeter meter = new TransferMeter(transport.settings().stall(), Ticker.system());
        Exchange exchange = new Exchange(transport.watchdog(), meter);
        Request request = request(outgoing, authorization, meter);
        OkHttpClient client = client(outgoing);
        transport.log().sent(request);
        long start = transport.settings().ticker().nanos();
        Response response = GuardedDns.guarded(guarded, () -> exchange.execute(client, request));
        transport
                .log()
                .received(request, response, transport.settings().ticker().nanos() - start);
        return exchange;
    }

    private OkHttpClient client(Outgoing outgoing) throws RegistryException {
        try {
            return clients.client(outgoing.url(), outgoing.large());
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "request failed: " + e.getMessage(), e); // proxy rules
        }
    }

    private Request request(Outgoing outgoing, Optional<String> authorization, TransferMeter meter)
            throws RegistryException {
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
        Optional<String> proxyLogin =
                outgoing.url().isHttps() || transport.proxies().isEmpty()
                        ? Optional.empty()
                        : proxyLogin(outgoing.url());
        if (proxyLogin.isPresent()) {
            add(headers, "Proxy-Authorization", proxyLogin.get());
        }
        RequestBody body = outgoing.body(meter).orElse(null);
        return new Request.Builder()
                .url(outgoing.url())
                .headers(headers.build())
                .method(outgoing.method(), body)
                .build();
    }

    private Optional<String> proxyLogin(HttpUrl url) throws RegistryException {
        try {
            return transport.proxies().find(url.uri()).flatMap(ProxyRules::authorization);
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "request failed: " + e.getMessage(), e);
        }
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
