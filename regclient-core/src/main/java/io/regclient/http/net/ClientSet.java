// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.config.HostConfig;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.TlsSettings;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients of one host, made when first needed. They follow no redirects, repeat nothing, share one connection
 * pool and have no read or write timeout: the watchdog does that (contract OK-1 to OK-4, TL-5).
 */
final class ClientSet {
    /** Digits of a length that fit into a long. */
    private static final int MAX_DIGITS = 18;

    /** Name under which Retry-After of a 503 hides from the HTTP client, which would repeat the request (OK-2). */
    private static final String KEPT_RETRY_AFTER = "Regclient-Kept-Retry-After";

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final ConnectionSpec TLS = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
            .allEnabledCipherSuites()
            .build();

    private final OkHttpClient base;
    private final HostConfig host;
    private final Network network;
    private final Dns names;
    private final Map<Kind, OkHttpClient> clients = new EnumMap<>(Kind.class);
    /** For other servers than the host itself, whose certificates are checked although those of the host are not. */
    private final Map<Kind, OkHttpClient> strangers = new EnumMap<>(Kind.class);

    private enum Kind {
        PLAIN,
        PLAIN_BLOB,
        TLS,
        TLS_BLOB;

        static Kind of(boolean tls, boolean blob) {
            return tls ? (blob ? TLS_BLOB : TLS) : blob ? PLAIN_BLOB : PLAIN;
        }

        boolean tls() {
            return this == TLS || this == TLS_BLOB;
        }

        boolean blob() {
            return this == PLAIN_BLOB || this == TLS_BLOB;
        }
    }

    ClientSet(HostConfig host, Network network, Dns names) {
        this.base = network.base();
        this.host = host;
        this.network = network;
        this.names = names;
    }

    /** The client every other one shares its connections with; it can only speak plain HTTP, so it loads no roots. */
    static OkHttpClient.Builder plain() {
        return new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false) // connects in the calling thread, where it can be interrupted and guarded
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(Duration.ZERO)
                .eventListenerFactory(call -> listener(call.request()))
                .addNetworkInterceptor(ClientSet::requireReadableLength)
                .addNetworkInterceptor(ClientSet::keepRetryAfter);
    }

    /**
     * The client for a request.
     *
     * @param blob true for requests that carry layers: large buffers, and http/1.1, which is faster for them
     */
    synchronized OkHttpClient client(HttpUrl url, boolean blob) throws RegistryException {
        Kind kind = Kind.of(url.isHttps(), blob);
        boolean stranger = kind.tls() && host.tls() == TlsMode.INSECURE && !isHost(url);
        Map<Kind, OkHttpClient> made = stranger ? strangers : clients;
        OkHttpClient known = made.get(kind);
        if (known == null) {
            HostConfig settings =
                    stranger ? host.toBuilder().tls(TlsMode.ENABLED).build() : host;
            known = create(kind, settings);
            made.put(kind, known);
        }
        return known;
    }

    /** The same name on another port is the host, too: a login or its content often has a port of its own. */
    private boolean isHost(HttpUrl url) {
        HttpUrl own = HttpUrl.parse("https://" + host.hostname() + "/");
        return own != null && own.host().equals(url.host());
    }

    private OkHttpClient create(Kind kind, HostConfig settings) throws RegistryException {
        OkHttpClient.Builder builder = base.newBuilder()
                .dns(names)
                .proxySelector(network.proxies())
                .proxyAuthenticator((route, response) -> proxyLogin(response))
                .socketFactory(new StreamSockets(kind.blob(), kind.tls(), tlsProxy(kind), network.buffers()));
        if (!kind.tls()) {
            return builder.build();
        }
        TlsSettings tls = TlsSettings.of(settings, network.settings().certificateDirectories(), network.roots());
        builder.connectionSpecs(List.of(TLS))
                .sslSocketFactory(tls.sockets(), tls.trust())
                // HTTP/2 moves blobs slower, and its reader threads and classes make short commands a tenth longer
                .protocols(List.of(Protocol.HTTP_1_1));
        if (!tls.verifyNames()) {
            builder.hostnameVerifier((name, session) -> true);
        }
        return builder.build();
    }

    /** The proxy itself may want TLS: {@code HTTPS_PROXY=https://proxy}. */
    private Optional<StreamSockets.TlsProxy> tlsProxy(Kind kind) throws RegistryException {
        Optional<URI> proxy =
                network.proxies().configured(kind.tls()).filter(p -> "https".equalsIgnoreCase(p.getScheme()));
        if (proxy.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StreamSockets.TlsProxy(
                ProxyRules.address(proxy.get()), TlsSettings.ofProxy(proxy.get(), network.roots())));
    }

    private @Nullable Request proxyLogin(Response response) {
        Request request = response.request();
        Optional<String> login = network.proxies().find(request.url().uri()).flatMap(ProxyRules::authorization);
        boolean refused = request.header("Proxy-Authorization") != null;
        return login.isEmpty() || refused
                ? null
                : request.newBuilder()
                        .header("Proxy-Authorization", login.get())
                        .build();
    }

    private static EventListener listener(Request request) {
        Exchange exchange = request.tag(Exchange.class);
        return exchange == null ? EventListener.NONE : exchange;
    }

    /**
     * Without a length that can be read nobody could tell a whole content from one that breaks off. Such an answer fails
     * where the HTTP client still has its connection to give back: it cannot close the content of a negative length.
     */
    private static Response requireReadableLength(Interceptor.Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        List<String> lines = answer.headers("Content-Length");
        for (String line : lines) {
            boolean number = line.length() <= MAX_DIGITS && line.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number || line.isEmpty() || !line.equals(lines.getFirst())) {
                throw new ProtocolException("unreadable header Content-Length: " + String.join(", ", lines));
            }
        }
        return answer;
    }

    private static Response keepRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.code() == 503 ? response.header("Retry-After") : null;
        return value == null
                ? response
                : response.newBuilder()
                        .removeHeader("Retry-After")
                        .header(KEPT_RETRY_AFTER, value)
                        .build();
    }

    /** An answer with the header under its own name again. */
    static Response restored(Response response) {
        String value = response.header(KEPT_RETRY_AFTER);
        return value == null
                ? response
                : response.newBuilder()
                        .removeHeader(KEPT_RETRY_AFTER)
                        .header("Retry-After", value)
                        .build();
    }
}
