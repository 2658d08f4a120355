// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.regclient.time.Sleeper;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Does to a request and its answer what the plan says. */
final class FaultFilter extends Filter {
    private final FaultPlan plan;
    private final Runnable expireTokens;

    FaultFilter(FaultPlan plan, Runnable expireTokens) {
        this.plan = plan;
        this.expireTokens = expireTokens;
    }

    @Override
    public String description() {
        return "faults";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        apply(plan.hitBy(exchange), exchange, chain);
    }

    private void apply(List<Fault> faults, HttpExchange exchange, Chain chain) throws IOException {
        if (faults.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        List<Fault> rest = faults.subList(1, faults.size());
        switch (faults.getFirst()) {
            case Fault.Status fault -> answer(exchange, fault.code(), fault.headers(), fault.body());
            case Fault.RetryAfter fault ->
                answer(exchange, fault.code(), Map.of("Retry-After", Integer.toString(fault.seconds())), "");
            case Fault.RedirectTo fault ->
                answer(exchange, fault.code(), Map.of("Location", location(fault.target(), exchange)), "");
            case Fault.DropBeforeHeaders fault -> exchange.close();
            case Fault.ExpireToken fault -> {
                expireTokens.run();
                apply(rest, exchange, chain);
            }
            case Fault.Crowded fault -> crowd(fault, rest, exchange, chain);
            case Fault.Delay fault -> {
                delay(fault);
                apply(rest, exchange, chain);
            }
            case Fault.Hold fault -> {
                hold(fault);
                apply(rest, exchange, chain);
            }
            case Fault.LoseResponse fault -> apply(rest, new Mute(exchange), chain);
            case Fault.BreakRequest fault -> apply(rest, new BrokenRequest(exchange, fault.bytes()), chain);
            case Fault.TruncateBody fault -> apply(rest, new Truncated(exchange, fault.bytes()), chain);
            case Fault.CorruptBody fault -> apply(rest, new Corrupted(exchange), chain);
            case Fault.WrongDigestHeader fault ->
                apply(rest, new Headed(exchange, "Docker-Content-Digest", Optional.of(fault.digest())), chain);
            case Fault.SetHeader fault ->
                apply(rest, new Headed(exchange, fault.name(), Optional.of(fault.value())), chain);
            case Fault.RemoveHeader fault -> apply(rest, new Headed(exchange, fault.name(), Optional.empty()), chain);
            case Fault.IgnoreQuery fault -> apply(rest, new WithoutQuery(exchange, fault.name()), chain);
            case Fault.LinkLoop fault -> {
                String self = "<" + exchange.getRequestURI() + ">; rel=\"next\"";
                apply(rest, new Headed(exchange, "Link", Optional.of(self)), chain);
            }
        }
    }

    private static String location(String target, HttpExchange exchange) {
        String path = URI.create(target).getRawPath();
        return path.isEmpty() ? target + exchange.getRequestURI() : target;
    }

    private static void delay(Fault.Delay fault) throws InterruptedIOException {
        try {
            Sleeper.system().sleep(fault.time());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the registry is being closed");
        }
    }

    private void crowd(Fault.Crowded fault, List<Fault> rest, HttpExchange exchange, Chain chain) throws IOException {
        try {
            if (fault.underWay().incrementAndGet() > fault.most()) {
                answer(exchange, 429, Map.of(), "");
            } else {
                apply(rest, exchange, chain);
            }
        } finally {
            fault.underWay().decrementAndGet();
        }
    }

    private static void hold(Fault.Hold fault) throws InterruptedIOException {
        try {
            fault.gate().pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the registry is being closed");
        }
    }

    private static void answer(HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        try (exchange) {
            // An answer before the end of the body would reach some clients as a broken connection
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            headers.forEach(exchange.getResponseHeaders()::set);
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            boolean empty = content.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, empty ? -1 : content.length);
            if (!empty) {
                exchange.getResponseBody().write(content);
            }
        }
    }

    private static IOException broken() {
        return new IOException("the fault plan breaks the connection");
    }

    /** Lets nothing out: the handler ends before it can send headers. */
    private static final class Mute extends ForwardedExchange {
        Mute(HttpExchange exchange) {
            super(exchange);
        }

        @Override
        public void sendResponseHeaders(int status, long length) throws IOException {
            close();
            throw broken();
        }
    }

    private static final class BrokenRequest extends ForwardedExchange {
        private final InputStream body;

        BrokenRequest(HttpExchange exchange, long bytes) {
            super(exchange);
            this.body = new FilterInputStream(exchange.getRequestBody()) {
                private long left = bytes;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (left == 0) {
                        throw broken();
                    }
                    int n = in.read(buffer, offset, (int) Math.min(length, left));
                    left -= Math.max(0, n);
                    return n;
                }
            };
        }

        @Override
        public InputStream getRequestBody() {
            return body;
        }

        @Override
        public void sendResponseHeaders(int status, long length) throws IOException {
            close();
            throw broken();
        }
    }

    private static final class Truncated extends ForwardedExchange {
        private final int bytes;

        Truncated(HttpExchange exchange, int bytes) {
            super(exchange);
            this.bytes = bytes;
        }

        @Override
        public OutputStream getResponseBody() {
            return new FilterOutputStream(super.getResponseBody()) {
                private int left = bytes;

                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    out.write(buffer, offset, Math.min(left, length));
                    if (length > left) {
                        out.flush();
                        throw broken();
                    }
                    left -= length;
                }
            };
        }
    }

    private static final class Corrupted extends ForwardedExchange {
        Corrupted(HttpExchange exchange) {
            super(exchange);
        }

        @Override
        public OutputStream getResponseBody() {
            return new FilterOutputStream(super.getResponseBody()) {
                private boolean done;

                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
                    if (!done && length > 0) {
                        copy[0] ^= 1;
                        done = true;
                    }
                    out.write(copy);
                }
            };
        }
    }

    /** Replaces or removes one response header. */
    private static final class Headed extends ForwardedExchange {
        private final String name;
        private final Optional<String> value;

        Headed(HttpExchange exchange, String name, Optional<String> value) {
            super(exchange);
            this.name = name;
            this.value = value;
        }

        @Override
        public void sendResponseHeaders(int status, long length) throws IOException {
            getResponseHeaders().remove(name);
            value.ifPresent(v -> getResponseHeaders().set(name, v));
            super.sendResponseHeaders(status, length);
        }
    }

    private static final class WithoutQuery extends ForwardedExchange {
        private final String parameter;

        WithoutQuery(HttpExchange exchange, String parameter) {
            super(exchange);
            this.parameter = parameter;
        }

        @Override
        public URI getRequestURI() {
            URI uri = super.getRequestURI();
            String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
            String rest = Arrays.stream(query.split("&", -1))
                    .filter(pair -> !pair.equals(parameter) && !pair.startsWith(parameter + "="))
                    .collect(Collectors.joining("&"));
            return URI.create(uri.getRawPath() + (rest.isEmpty() ? "" : "?" + rest));
        }
    }
}
