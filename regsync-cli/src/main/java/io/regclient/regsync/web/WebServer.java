// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.server.registry.ServedName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the status of a server over HTTP until it is closed. What it shows can only be read. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Content-Security-Policy", StatusPage.POLICY);

    private final HttpServer http;
    private final ExchangeThreads threads;
    private final WebRoutes routes;
    private final HostCheck names;

    private WebServer(HttpServer http, ExchangeThreads threads, WebRoutes routes, HostCheck names) {
        this.http = http;
        this.threads = threads;
        this.routes = routes;
        this.names = names;
    }

    /**
     * Who may ask.
     *
     * @param address where to listen
     * @param names by which the server may be called besides; an address always may
     * @param token that requests must have, empty when anybody may ask
     */
    public record Access(InetSocketAddress address, List<ServedName> names, Optional<AccessToken> token) {
        public Access {
            names = List.copyOf(names);
        }
    }

    /**
     * Starts; requests are answered when this returns.
     *
     * @throws RegistryException of kind LOCAL_IO when the address is not available
     */
    public static WebServer start(Access access, StatusBoard board) throws RegistryException {
        HttpServer http = bind(access.address());
        ExchangeThreads threads = new ExchangeThreads();
        WebServer server = new WebServer(
                http, threads, new WebRoutes(board, access.token()), new HostCheck(access.address(), access.names()));
        http.setExecutor(threads);
        http.createContext("/", server::handle);
        http.start();
        LOG.atInfo().addKeyValue("url", server.url()).log("Serving status");
        if (access.token().isEmpty() && !http.getAddress().getAddress().isLoopbackAddress()) {
            LOG.atWarn()
                    .addKeyValue("url", server.url())
                    .log("Anybody on the network can read the status, --listen-token-file asks for a token");
        }
        return server;
    }

    private static HttpServer bind(InetSocketAddress address) throws RegistryException {
        try {
            if (address.isUnresolved()) {
                throw new UnknownHostException("unknown host " + address.getHostString());
            }
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + RegistryException.describe(e),
                    e);
        }
    }

    /**
     * Requests must have this token from now on, and no other.
     *
     * @return false when it is the one of before
     */
    public boolean replaceToken(AccessToken token) {
        return routes.replaceToken(token);
    }

    /** Where the page is; a server that listens on every interface is reached by the loopback one. */
    public String url() {
        InetAddress ip = http.getAddress().getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + http.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                OutgoingReply reply = reply(exchange)) {
            send(exchange, reply);
        }
    }

    private OutgoingReply reply(HttpExchange exchange) {
        try {
            Headers headers = exchange.getRequestHeaders();
            List<String> hosts = headers.getOrDefault("Host", List.of());
            if (!names.accepts(hosts)) {
                return OutgoingReply.of(WebReply.text(
                        WebReply.MISDIRECTED,
                        "this server is not called so; --listen-host gives it the names by which it may be called"));
            }
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                return OutgoingReply.of(WebReply.text(WebReply.METHOD_NOT_ALLOWED, "only GET and HEAD are answered")
                        .with("Allow", "GET, HEAD"));
            }
            return routes.answer(new WebRoutes.Asked(
                    Optional.ofNullable(exchange.getRequestURI().getPath()).orElse(""),
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                    Optional.ofNullable(headers.getFirst("Authorization")).orElse(""),
                    Optional.ofNullable(headers.getFirst("Accept")).orElse("")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OutgoingReply.of(WebReply.text(WebReply.UNAVAILABLE, "there are too many requests"));
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("error", RegistryException.describe(e)).log("Status could not be shown");
            return OutgoingReply.of(WebReply.text(WebReply.FAILED, "the status could not be shown, the log tells why"));
        }
    }

    private static void send(HttpExchange exchange, OutgoingReply outgoing) throws IOException {
        WebReply reply = outgoing.head();
        Headers headers = exchange.getResponseHeaders();
        HEADERS.forEach(headers::set);
        reply.headers().forEach(headers::set);
        headers.set("Content-Type", reply.contentType());
        byte[] body = outgoing.body();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            headers.set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** Ends at once: whoever waits for an answer asks again. */
    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
