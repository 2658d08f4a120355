// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.config.Environment;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/**
 * Proxies from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in upper or lower case, by the rules of the Go programs (contract
 * TL-5, OK-7): requests to this machine never use one. A value that is no URL with a host is an
 * {@link IllegalArgumentException} when the first request needs it.
 */
final class ProxyRules extends ProxySelector {
    private final String httpProxy;
    private final String httpsProxy;
    private final NoProxy exceptions;

    private ProxyRules(String httpProxy, String httpsProxy, NoProxy exceptions) {
        this.httpProxy = httpProxy;
        this.httpsProxy = httpsProxy;
        this.exceptions = exceptions;
    }

    static ProxyRules of(Environment environment) {
        return new ProxyRules(
                variable(environment, "HTTP_PROXY"),
                variable(environment, "HTTPS_PROXY"),
                NoProxy.parse(variable(environment, "NO_PROXY")));
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(find(uri)
                .filter(proxy -> !isSocks(proxy))
                .map(ProxyRules::toProxy)
                .orElse(Proxy.NO_PROXY));
    }

    /** The failure is reported by the request itself. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

    /** True when no proxy is configured at all. */
    boolean isEmpty() {
        return httpProxy.isEmpty() && httpsProxy.isEmpty();
    }

    /** URL of the proxy a request would use. */
    Optional<URI> find(URI uri) {
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if ((https ? httpsProxy : httpProxy).isEmpty()) {
            return Optional.empty();
        }
        HttpUrl target = HttpUrl.parse(uri.toString());
        if (target != null && exceptions.matches(target.host(), target.port())) {
            return Optional.empty();
        }
        return configured(https);
    }

    /** URL of the SOCKS proxy a request would use; the HTTP client does not know about those. */
    Optional<URI> socks(HttpUrl url) {
        return isEmpty() ? Optional.empty() : find(url.uri()).filter(ProxyRules::isSocks);
    }

    private static boolean isSocks(URI proxy) {
        return proxy.getScheme().toLowerCase(Locale.ROOT).startsWith("socks");
    }

    /** URL of the proxy for a scheme, whatever NO_PROXY says. */
    Optional<URI> configured(boolean https) {
        String proxy = https ? httpsProxy : httpProxy;
        return proxy.isEmpty() ? Optional.empty() : Optional.of(parse(proxy, https ? "HTTPS_PROXY" : "HTTP_PROXY"));
    }

    /** Value of a Proxy-Authorization header for an HTTP proxy whose URL holds a login. */
    static Optional<String> authorization(URI proxy) {
        String login = proxy.getUserInfo();
        if (login == null || isSocks(proxy)) {
            return Optional.empty();
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        return Optional.of(Credentials.basic(user, colon < 0 ? "" : login.substring(colon + 1)));
    }

    static InetSocketAddress address(URI proxy) {
        int standard = switch (proxy.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> 443;
            case "http" -> 80;
            default -> 1080;
        };
        return InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort() < 0 ? standard : proxy.getPort());
    }

    private static Proxy toProxy(URI proxy) {
        return new Proxy(Proxy.Type.HTTP, address(proxy));
    }

    private static URI parse(String value, String variable) {
        String text = value.contains("://") ? value : "http://" + value;
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean socks = scheme.equals("socks5") || scheme.equals("socks5h");
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (uri.getHost() != null && (web || socks)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // reported below, without the value: it may hold a password
        }
        throw new IllegalArgumentException(
                "the environment variable " + variable + " is not the URL of an http, https or socks5 proxy");
    }

    private static String variable(Environment environment, String name) {
        return environment
                .variable(name)
                .filter(value -> !value.isBlank())
                .or(() -> environment.variable(name.toLowerCase(Locale.ROOT)))
                .map(String::strip)
                .orElse("");
    }
}
