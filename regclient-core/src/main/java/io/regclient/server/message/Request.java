// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import com.sun.net.httpserver.HttpExchange;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A request as the handlers see it: decoded path and query, header access, the body as a stream. */
public final class Request {
    private final HttpExchange exchange;
    private final Map<String, List<String>> query;

    private Request(HttpExchange exchange, Map<String, List<String>> query) {
        this.exchange = exchange;
        this.query = query;
    }

    /** Decodes the query; a broken percent escape is refused with 400. */
    public static Request of(HttpExchange exchange) throws Refusal {
        Map<String, List<String>> query = new LinkedHashMap<>();
        String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        for (String pair : raw.split("&", -1)) {
            int equal = pair.indexOf('=');
            String name = equal < 0 ? pair : pair.substring(0, equal);
            String value = equal < 0 ? "" : pair.substring(equal + 1);
            if (!name.isEmpty()) {
                query.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
            }
        }
        return new Request(exchange, query);
    }

    private static String decode(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "the query is not percent-encoded")
                    .withStatus(400);
        }
    }

    public String method() {
        return exchange.getRequestMethod();
    }

    /** The decoded path. */
    public String path() {
        return exchange.getRequestURI().getPath();
    }

    /** The first value of a query parameter. */
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** All values of a header, in order. */
    public List<String> headers(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().get(name)).orElse(List.of());
    }

    /** Announced length of the body; empty for chunked transfer, 0 when neither was announced. */
    public OptionalLong contentLength() throws Refusal {
        Optional<String> length = header("Content-Length");
        if (length.isEmpty()) {
            return header("Transfer-Encoding").isPresent() ? OptionalLong.empty() : OptionalLong.of(0);
        }
        try {
            return OptionalLong.of(Long.parseLong(length.get().trim()));
        } catch (NumberFormatException e) {
            throw Refusal.of(ErrorCode.SIZE_INVALID, "Content-Length is not a number");
        }
    }

    public InputStream body() {
        return exchange.getRequestBody();
    }

    /** The address of the machine that sent the request. */
    public InetAddress client() {
        return exchange.getRemoteAddress().getAddress();
    }

    HttpExchange exchange() {
        return exchange;
    }
}
