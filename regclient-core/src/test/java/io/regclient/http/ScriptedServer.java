// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server on a real socket whose answers, and misbehaviour, come from the test. It records all requests. */
final class ScriptedServer implements Closeable {
    private final ServerSocket listener;
    private final boolean tls;
    private final Function<Seen, Reply> script;
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** A request as it arrived. */
    record Seen(String method, String target, List<Map.Entry<String, String>> headers, String text) {
        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        Optional<String> header(String name) {
            return lines(name).stream().findFirst();
        }

        List<String> lines(String name) {
            return headers.stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    private ScriptedServer(ServerSocket listener, boolean tls, Function<Seen, Reply> script) {
        this.listener = listener;
        this.tls = tls;
        this.script = script;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    static ScriptedServer start(Function<Seen, Reply> script) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), false, script);
    }

    /** Answers in order; a request too many gets status 599. */
    static ScriptedServer start(Reply... replies) throws IOException {
        return start(inOrder(replies));
    }

    static ScriptedServer startTls(SSLContext context, boolean clientCertificate, Function<Seen, Reply> script)
            throws IOException {
        return startTls(context, socket -> socket.setNeedClientAuth(clientCertificate), script);
    }

    /** A server whose socket is set up before it accepts the first connection. */
    static ScriptedServer startTls(SSLContext context, Consumer<SSLServerSocket> setUp, Function<Seen, Reply> script)
            throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        setUp.accept(socket);
        return new ScriptedServer(socket, true, script);
    }

    static Function<Seen, Reply> inOrder(Reply... replies) {
        Iterator<Reply> next = Arrays.asList(replies).iterator();
        return seen -> {
            synchronized (next) {
                return next.hasNext() ? next.next() : Reply.status(599);
            }
        };
    }

    String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return (tls ? "https://" : "http://") + authority() + path;
    }

    List<Seen> requests() {
        return List.copyOf(requests);
    }

    /** Method and target of all requests. */
    List<String> lines() {
        return requests.stream().map(Seen::toString).toList();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean more = true;
            while (more) {
                Optional<Seen> seen = read(in);
                if (seen.isEmpty()) {
                    out.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    return; // the end, or not HTTP at all
                }
                requests.add(seen.get());
                more = answer(socket, out, seen.get(), script.apply(seen.get()));
            }
        } catch (IOException | UncheckedIOException e) {
            return; // the client left
        } finally {
            sockets.remove(socket);
        }
    }

    private static boolean answer(Socket socket, OutputStream out, Seen seen, Reply reply) throws IOException {
        await(reply.holdHead);
        if (reply.dropped) {
            return false;
        }
        byte[] body = reply.body;
        boolean bodiless = seen.method().equals("HEAD") || reply.status == 204 || reply.status == 304;
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status + " Status\r\n");
        reply.headers.forEach(
                h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
        boolean hasLength = reply.headers.stream().anyMatch(h -> h.getKey().equalsIgnoreCase("Content-Length"));
        if (reply.chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (!hasLength && reply.lengthHeader && reply.status != 204) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (bodiless) {
            return !reply.closing;
        }
        int end = reply.cutAfter >= 0 ? reply.cutAfter : body.length;
        int first = reply.holdAfter >= 0 ? reply.holdAfter : end;
        write(out, reply, body, 0, first);
        if (first < end) {
            out.flush();
            await(reply.hold);
            write(out, reply, body, first, end);
        }
        if (reply.cutAfter >= 0) {
            socket.setSoLinger(reply.reset, 0);
            return false;
        }
        if (reply.chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return !reply.closing;
    }

    private static void write(OutputStream out, Reply reply, byte[] body, int from, int to) throws IOException {
        if (reply.chunked && to > from) {
            out.write((Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(body, from, to - from);
        if (reply.chunked && to > from) {
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void await(@Nullable CountDownLatch latch) throws IOException {
        try {
            if (latch != null) {
                latch.await();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Optional<Seen> read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty() || !first.contains(" HTTP/")) {
            return Optional.empty();
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        long length = 0;
        boolean chunked = false;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            headers.add(Map.entry(name, value));
            length = name.equalsIgnoreCase("Content-Length") ? Long.parseLong(value) : length;
            chunked |= name.equalsIgnoreCase("Transfer-Encoding") && value.equalsIgnoreCase("chunked");
        }
        byte[] body = chunked ? chunks(in) : in.readNBytes((int) length);
        int space = first.indexOf(' ');
        String target = first.substring(space + 1, first.lastIndexOf(' '));
        String text = new String(body, StandardCharsets.UTF_8);
        return Optional.of(new Seen(first.substring(0, space), target, headers, text));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
