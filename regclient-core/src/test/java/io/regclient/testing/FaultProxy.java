// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network that breaks at a chosen byte: an HTTP proxy in front of any registry on a loopback port. Every connection
 * carries one request. A fault hits the content of the request when it has one, else the content of the answer, else
 * the head of the answer.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^(connection|keep-alive):.*\r\n");
    private static final int MAX_HEAD = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger matches = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();
    private volatile Rule rule = Rule.NONE;
    private volatile Alarm alarm = new Alarm(Long.MAX_VALUE, () -> {});

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
        /** An answer of this proxy; the registry never sees the request. */
        STATUS
    }

    /** Which byte is the first that does not arrive. */
    public enum Position {
        FIRST,
        MIDDLE,
        LAST;

        private long of(long length) {
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
     * @param request regular expression found in method and target, for example {@code ^PUT .*v1}
     * @param status HTTP status of {@link Kind#STATUS}, otherwise unused
     * @param times number of requests that are hit
     */
    public record Rule(String request, Kind kind, Position position, int status, int times) {
        static final Rule NONE = new Rule("(?!)", Kind.RESET, Position.FIRST, 0, 0);

        boolean cuts() {
            return kind == Kind.RESET || kind == Kind.STALL || kind == Kind.TRUNCATE;
        }
    }

    private record Alarm(long bytes, Runnable action) {}

    private FaultProxy(int target) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
    }

    /**
     * Starts a proxy without faults.
     *
     * @param registry {@code host:port} of a registry on a loopback address
     */
    public static FaultProxy start(String registry) throws IOException {
        FaultProxy proxy = new FaultProxy(Integer.parseInt(registry.substring(registry.lastIndexOf(':') + 1)));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    /** {@code 127.0.0.1:port}. */
    public String name() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Replaces the rule and forgets the hits. */
    public void set(Rule newRule) {
        matches.set(0);
        rule = newRule;
    }

    /** How many requests were hit since the rule was set. */
    public int hits() {
        return Math.min(matches.get(), rule.times());
    }

    /**
     * Counts from now the content that clients get, and runs an action once, before the first byte after a number of
     * them.
     */
    public void after(long bytes, Runnable action) {
        delivered.set(0);
        alarm = new Alarm(bytes, action);
    }

    private void deliver(long bytes) {
        long before = delivered.getAndAdd(bytes);
        Alarm current = alarm;
        if (before <= current.bytes() && before + bytes > current.bytes()) {
            current.action().run();
        }
    }

    private Rule hitBy(String requestLine) {
        Rule current = rule;
        boolean hit = Pattern.compile(current.request()).matcher(requestLine).find()
                && matches.incrementAndGet() <= current.times();
        return hit ? current : Rule.NONE;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            byte[] head = head(client.getInputStream());
            if (head.length > 0) {
                new Exchange(client, server, head).run();
            }
            open.remove(server);
        } catch (IOException e) {
            // one side has gone, which ends the other one too
        } finally {
            open.remove(client);
        }
    }

    /** Bytes up to and with the empty line; nothing at the end of the stream. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = in.read();
            if (b < 0) {
                return new byte[0];
            }
            head.write(b);
            ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : b == '\r' ? 1 : 0;
            if (head.size() > MAX_HEAD) {
                throw new IOException("head of a message is too long");
            }
        }
        return head.toByteArray();
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static long length(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Long.parseLong(length.group(1)) : 0;
    }

    private static byte[] closing(String head) {
        String without = CONNECTION.matcher(head).replaceAll("");
        return (without.substring(0, without.length() - 2) + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
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

    /** One request and its answer. */
    private final class Exchange {
        private final Socket client;
        private final Socket server;
        private final String request;
        private final long content;
        private final Rule fault;

        Exchange(Socket client, Socket server, byte[] head) {
            this.client = client;
            this.server = server;
            this.request = text(head);
            this.content = length(request);
            this.fault = hitBy(request.substring(0, request.indexOf('\r')));
        }

        void run() throws IOException {
            if (fault.kind() == Kind.STATUS) {
                client.getInputStream().skipNBytes(content);
                String answer = "HTTP/1.1 " + fault.status() + " Fault\r\nContent-Length: 0\r\n\r\n";
                client.getOutputStream().write(closing(answer));
                return;
            }
            server.getOutputStream().write(closing(request));
            Thread.ofVirtual().start(this::upload);
            download();
        }

        private void upload() {
            try {
                boolean hit = content > 0 && fault.times() > 0;
                pump(client.getInputStream(), server.getOutputStream(), hit, content);
                discard(client.getInputStream());
                server.close();
            } catch (IOException e) {
                closeBoth();
            }
        }

        private void download() throws IOException {
            byte[] received = head(server.getInputStream());
            if (received.length == 0) {
                return; // the fault was in the request
            }
            byte[] head = closing(text(received));
            long length = request.startsWith("HEAD ") ? 0 : length(text(head));
            boolean hit = content == 0 && fault.times() > 0;
            OutputStream out = client.getOutputStream();
            if (hit && length == 0 && fault.cuts()) {
                out.write(head, 0, (int) fault.position().of(head.length));
                out.flush();
                cut();
                return;
            }
            out.write(head);
            pump(server.getInputStream(), out, hit, length);
            server.getInputStream().transferTo(out); // content of unknown length
            client.shutdownOutput();
        }

        private void pump(InputStream in, OutputStream out, boolean hit, long length) throws IOException {
            long position = hit ? fault.position().of(length) : length;
            transfer(in, out, position);
            if (!hit) {
                return;
            }
            if (fault.cuts()) {
                out.flush();
                cut();
                return;
            }
            out.write(in.read() ^ 1);
            transfer(in, out, length - position - 1);
        }

        private void transfer(InputStream in, OutputStream out, long length) throws IOException {
            byte[] buffer = new byte[16384];
            long left = length;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("ended early");
                }
                if (content == 0) {
                    deliver(n);
                }
                out.write(buffer, 0, n);
                left -= n;
            }
            out.flush();
        }

        /** Breaks the connection as the rule says; a stalled one lasts until the client gives up. */
        private void cut() throws IOException {
            if (fault.kind() == Kind.STALL) {
                discard(client.getInputStream());
            } else if (fault.kind() == Kind.RESET) {
                client.setSoLinger(true, 0);
            }
            closeBoth();
        }

        private void discard(InputStream in) throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        private void closeBoth() {
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
