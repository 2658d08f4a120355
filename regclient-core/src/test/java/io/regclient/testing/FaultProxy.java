// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A network that breaks at a chosen byte: an HTTP proxy in front of any registry on a loopback port. Every connection
 * carries one request. A fault hits the content of the request when it has one, else the content of the answer, else
 * the head of the answer; a rule may choose the answer also for requests with content. With a {@link TokenGate} the
 * proxy asks for tokens and issues them itself, below the path {@code /token}.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private final Optional<TokenGate> gate;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger matches = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();
    private volatile Rule rule = Rule.NONE;
    private volatile Alarm alarm = new Alarm(Long.MAX_VALUE, () -> {});
    private volatile Trap trap = new Trap(Pattern.compile("(?!)"), Moment.REQUEST, new AtomicInteger(), () -> {});

    /** What goes wrong. */
    public enum Kind {
        /** The connection is reset. */
        RESET,
        /** Bytes stop, the connection stays. */
        STALL,
        /** The connection ends. */
        TRUNCATE,
        /** One bit of one byte changes. */
        CORRUPT,
        /**
         * An answer of this proxy, given when the content of the request has come as far as the position; the registry
         * never sees the rest. In the answer: the registry has done the work, but this answer replaces its own.
         */
        STATUS,
        /**
         * All tokens end their life: a request gets a challenge where {@link #STATUS} would answer, an answer ends at
         * its middle or last byte. Needs a {@link TokenGate}.
         */
        EXPIRE
    }

    /** Which byte is the first that does not arrive. */
    public enum Position {
        FIRST,
        MIDDLE,
        LAST;

        long of(long length) {
            return switch (this) {
                case FIRST -> 0;
                case MIDDLE -> length / 2;
                case LAST -> length - 1;
            };
        }
    }

    /**
     * A fault and the requests it hits.
     *
     * @param request regular expression found in method and target, for example {@code ^PUT .*v1}; requests the
     *     {@link TokenGate} refuses begin with the word {@code refused} instead of their method
     * @param status HTTP status of {@link Kind#STATUS}, otherwise unused
     * @param times number of requests that are hit
     * @param inAnswer the answer is hit even if the request has content
     */
    public record Rule(String request, Kind kind, Position position, int status, int times, boolean inAnswer) {
        /** No fault. */
        public static final Rule NONE = new Rule("(?!)", Kind.RESET, Position.FIRST, 0, 0);

        public Rule(String request, Kind kind, Position position, int status, int times) {
            this(request, kind, position, status, times, false);
        }
    }

    /** When the registry has not seen a request, and when it has answered but the client does not know it. */
    public enum Moment {
        REQUEST,
        ANSWER
    }

    private record Trap(Pattern request, Moment moment, AtomicInteger left, Runnable action) {}

    private record Alarm(long bytes, Runnable action) {}

    private FaultProxy(int target, Optional<TokenGate> gate) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.gate = gate;
    }

    /**
     * Starts a proxy without faults.
     *
     * @param registry {@code host:port} of a registry on a loopback address
     */
    public static FaultProxy start(String registry) throws IOException {
        return start(registry, Optional.empty());
    }

    /** Starts a proxy without faults that lets requests pass which the gate permits. */
    public static FaultProxy start(String registry, TokenGate gate) throws IOException {
        return start(registry, Optional.of(gate));
    }

    private static FaultProxy start(String registry, Optional<TokenGate> gate) throws IOException {
        FaultProxy proxy = new FaultProxy(Integer.parseInt(registry.substring(registry.lastIndexOf(':') + 1)), gate);
        Thread.ofPlatform().daemon().name("fault-proxy").start(proxy::accept);
        return proxy;
    }

    /** {@code 127.0.0.1:port}. */
    public String name() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Replaces the rule and forgets the hits. */
    public void set(Rule newRule) {
        rule = Rule.NONE;
        matches.set(0);
        rule = newRule;
    }

    /** How many requests were hit since the rule was set. */
    public int hits() {
        return Math.min(matches.get(), rule.times());
    }

    /** Method and target of all requests so far, those a gate refused marked as for {@link Rule#request}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /**
     * Counts from now the content that clients get, and runs an action once, before the first byte after a number of
     * them.
     */
    public void after(long bytes, Runnable action) {
        delivered.set(0);
        alarm = new Alarm(bytes, action);
    }

    /** Runs an action once, when a request or its answer is about to be passed on, counted from 1. */
    public void at(String request, Moment moment, int number, Runnable action) {
        trap = new Trap(Pattern.compile(request), moment, new AtomicInteger(number), action);
    }

    void pass(Moment moment, HttpHead request) {
        Trap current = trap;
        boolean match = current.moment() == moment
                && current.request().matcher(request.line()).find();
        if (match && current.left().decrementAndGet() == 0) {
            current.action().run();
        }
    }

    void deliver(long bytes) {
        long before = delivered.getAndAdd(bytes);
        Alarm current = alarm;
        if (before <= current.bytes() && before + bytes > current.bytes()) {
            current.action().run();
        }
    }

    private Rule hitBy(String line) {
        requests.add(line);
        Rule current = rule;
        boolean hit =
                Pattern.compile(current.request()).matcher(line).find() && matches.incrementAndGet() <= current.times();
        return hit ? current : Rule.NONE;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofPlatform().daemon().name("fault-proxy-connection").start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
            Optional<HttpHead> head = HttpHead.read(in);
            if (head.isPresent()) {
                forward(client, in, head.get());
            }
        } catch (IOException e) {
            // one side has gone, which ends the other one too
        } finally {
            open.remove(client);
        }
    }

    private void forward(Socket client, InputStream in, HttpHead head) throws IOException {
        Optional<byte[]> own = gate.flatMap(g -> g.answer(head));
        boolean refused = own.isPresent() && !TokenGate.asksForToken(head);
        Rule fault = hitBy(refused ? "refused " + head.line() : head.line());
        if (own.isPresent()) {
            Upstream upstream =
                    new Upstream(new ByteArrayInputStream(own.get()), OutputStream.nullOutputStream(), () -> {});
            new FaultExchange(this, fault, head, client, in, upstream).run();
            return;
        }
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            InputStream answer = new BufferedInputStream(server.getInputStream(), BUFFER);
            Upstream upstream = new Upstream(answer, server.getOutputStream(), server::close);
            new FaultExchange(this, fault, head, client, in, upstream).run();
            open.remove(server);
        }
    }

    /** Ends the life of all tokens and returns the challenge that tells so. */
    byte[] expire(HttpHead head) {
        TokenGate tokens = gate.orElseThrow(() -> new IllegalStateException("there are no tokens that could expire"));
        tokens.expireAll();
        return TokenGate.challenge(head);
    }

    /** What stands behind the proxy. */
    record Upstream(InputStream in, OutputStream out, Closing closing) {
        /** Ends the connection. */
        interface Closing {
            void close() throws IOException;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
