// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** The way to the servers that one configured host leads to, with its TLS settings. Thread-safe. */
public final class HostConnections {
    private final Network network;
    private final ClientSet clients;
    private final UrlGuard guard;

    public HostConnections(HostConfig host, Network network) {
        GuardedDns names = new GuardedDns(network.settings().names());
        this.network = network;
        this.clients = new ClientSet(host, network, names);
        this.guard = new UrlGuard(network.proxies(), names);
    }

    /** Decides where servers may send the client. */
    public UrlGuard guard() {
        return guard;
    }

    /**
     * Sends a request once and waits for the head of the answer.
     *
     * @param reach where the name of the URL may lead
     * @param listener hears when the exchange is over
     * @throws ExchangeFailure when no answer comes
     * @throws RegistryException of kind HTTP_REDIRECT_REFUSED, CANCELED or INVALID_INPUT
     */
    public Exchange send(WireRequest request, Reach reach, Exchange.Listener listener) throws IOException {
        // real time: these limits are about the network
        StallLimits usual = network.settings().stall();
        StallLimits limits = request.brief() ? usual.brief() : usual;
        TransferMeter meter = new TransferMeter(limits, Ticker.system(), listener::moved);
        Exchange exchange = new Exchange(network.watchdog(), meter, listener);
        OkHttpClient client;
        Request complete;
        Optional<URI> socks;
        try {
            client = clients.client(request.url(), request.large());
            complete = complete(request, meter);
            socks = network.proxies().socks(request.url());
        } catch (IllegalArgumentException e) {
            // the proxy rules
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "request failed: " + e.getMessage(), e);
        }
        if (socks.isPresent()) {
            SocksProxy proxy = new SocksProxy(socks.get(), network.settings().names());
            GuardedDns.through(proxy, () -> exchange.execute(client, complete));
        } else {
            GuardedDns.within(reach, () -> exchange.execute(client, complete));
        }
        return exchange;
    }

    private Request complete(WireRequest request, TransferMeter meter) {
        Request.Builder builder = new Request.Builder()
                .url(request.url())
                .headers(request.headers())
                .method(request.method(), body(request, meter).orElse(null));
        proxyLogin(request.url()).ifPresent(login -> builder.header("Proxy-Authorization", login));
        return builder.build();
    }

    /** The body; methods that must have one get an empty one, so that Content-Length: 0 is sent (OK-6). */
    private Optional<RequestBody> body(WireRequest request, TransferMeter meter) {
        if (request.content().isPresent()) {
            return Optional.of(new SourceBody(request.content().get(), meter, network.buffers()));
        }
        boolean mustHaveBody = switch (request.method()) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
        return mustHaveBody ? Optional.of(RequestBody.create(new byte[0])) : Optional.empty();
    }

    /** Through a tunnel the proxy is logged in to when it is made. */
    private Optional<String> proxyLogin(HttpUrl url) {
        return url.isHttps() || network.proxies().isEmpty()
                ? Optional.empty()
                : network.proxies().find(url.uri()).flatMap(ProxyRules::authorization);
    }
}
