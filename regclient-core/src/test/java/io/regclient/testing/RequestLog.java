// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Records every request in the order of arrival, with its status by the time the client has the answer. */
public final class RequestLog {
    private final List<Slot> slots = new ArrayList<>();

    RequestLog() {}

    /** A request whose status comes later. */
    private static final class Slot {
        private final RecordedRequest request;
        private volatile int status;

        Slot(RecordedRequest request) {
            this.request = request;
        }

        RecordedRequest recorded() {
            return new RecordedRequest(request.method(), request.path(), request.query(), request.headers(), status);
        }
    }

    /** All requests so far. */
    public List<RecordedRequest> all() {
        synchronized (slots) {
            return slots.stream().map(Slot::recorded).toList();
        }
    }

    /** Requests of one repository. */
    public List<RecordedRequest> of(String repository) {
        return all().stream()
                .filter(r -> r.path().startsWith("/v2/" + repository + "/"))
                .toList();
    }

    /**
     * Requests with this method whose path and query contain a match.
     *
     * @param method HTTP method, or {@code *} for all
     */
    public List<RecordedRequest> matching(String method, String targetRegex) {
        Pattern target = Pattern.compile(targetRegex);
        return all().stream()
                .filter(r -> method.equals("*") || method.equals(r.method()))
                .filter(r -> target.matcher(r.line().substring(r.method().length() + 1))
                        .find())
                .toList();
    }

    /** Number of {@link #matching} requests. */
    public int count(String method, String targetRegex) {
        return matching(method, targetRegex).size();
    }

    /** Method and path with query of all requests. */
    public List<String> lines() {
        return all().stream().map(RecordedRequest::line).toList();
    }

    public void clear() {
        synchronized (slots) {
            slots.clear();
        }
    }

    Filter filter() {
        return new Filter() {
            @Override
            public String description() {
                return "request log";
            }

            @Override
            public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
                Slot slot = record(exchange);
                chain.doFilter(new ForwardedExchange(exchange) {
                    @Override
                    public void sendResponseHeaders(int status, long length) throws IOException {
                        slot.status = status; // before the client can see the answer
                        super.sendResponseHeaders(status, length);
                    }
                });
            }
        };
    }

    private Slot record(HttpExchange exchange) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
        Slot slot = new Slot(new RecordedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                headers,
                0));
        synchronized (slots) {
            slots.add(slot);
        }
        return slot;
    }
}
