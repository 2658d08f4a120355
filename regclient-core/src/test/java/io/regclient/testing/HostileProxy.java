// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registry that turns hostile: stands before a real one and changes some of its answers, chosen by a seed, in the ways
 * of {@link HostileMessage}. It also is the host where hostile answers lead, the trap, and remembers what arrives there.
 */
public final class HostileProxy implements AutoCloseable {
    private final ServerSocket listener = listen();
    private final ServerSocket trap = listen();
    private final int target;
    private final List<String> trapped = new CopyOnWriteArrayList<>();
    private final List<String> changed = new CopyOnWriteArrayList<>();
    private Attack attack = new Attack(0, 0, Integer.MAX_VALUE);
    private int answers;

    /** Changes this many answers, from the first on that is counted so; the seed decides how. */
    private record Attack(long seed, int first, int count) {
        boolean hits(int answer) {
            return answer >= first && answer - first < count;
        }
    }

    private HostileProxy(int target) {
        this.target = target;
        attack = new Attack(0, Integer.MAX_VALUE, 0);
        start("hostile-proxy", listener, this::forward);
        start("hostile-trap", trap, this::remember);
    }

    /** What is done with a connection. */
    private interface Service {
        void serve(Socket client) throws IOException;
    }

    /** Starts without an attack. */
    public static HostileProxy before(InProcessRegistry registry) {
        return new HostileProxy(registry.uri().getPort());
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Begins an attack; the next answer is number 0. */
    public synchronized void attack(long seed, int first, int count) {
        answers = 0;
        changed.clear();
        attack = new Attack(seed, first, count);
    }

    /** Heads of requests that followed an answer to another host. */
    public List<String> trapped() {
        return List.copyOf(trapped);
    }

    /** Lines of the requests whose answers were changed in this attack. */
    public List<String> changed() {
        return List.copyOf(changed);
    }

    private synchronized Optional<HostileMessage> next(String request) {
        int answer = answers++;
        if (!attack.hits(answer)) {
            return Optional.empty();
        }
        changed.add(request);
        return Optional.of(new HostileMessage(
                new SplittableRandom(attack.seed() * 1_000 + answer), "127.0.0.1:" + trap.getLocalPort()));
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, ServerSocket listener, Service service) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    Thread.ofVirtual().name(name + "-connection").start(() -> {
                        try (client) {
                            service.serve(client);
                        } catch (IOException e) {
                            // one side has gone, which ends the other one too
                        }
                    });
                } catch (SocketException e) {
                    return; // closed
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private void remember(Socket client) throws IOException {
        HttpHead.read(new BufferedInputStream(client.getInputStream())).ifPresent(head -> trapped.add(head.text()));
        client.getOutputStream()
                .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private void forward(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        Optional<HttpHead> request = HttpHead.read(in);
        if (request.isEmpty()) {
            return;
        }
        byte[] content = in.readNBytes((int) request.get().contentLength());
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            OutputStream out = server.getOutputStream();
            out.write(request.get().closing());
            out.write(content);
            InputStream answer = new BufferedInputStream(server.getInputStream());
            HttpHead head = HttpHead.read(answer).orElseThrow(() -> new IOException("no answer"));
            byte[] body = request.get().line().startsWith("HEAD ")
                    ? new byte[0]
                    : answer.readNBytes((int) head.contentLength());
            client.getOutputStream()
                    .write(next(request.get().line())
                            .map(message -> message.changed(head.line(), headers(head), body))
                            .orElseGet(() -> joined(head.closing(), body)));
        }
    }

    private static List<String[]> headers(HttpHead head) {
        List<String[]> headers = new ArrayList<>();
        for (String line : new String(head.closing(), StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("HTTP/")) {
                headers.add(new String[] {
                    line.substring(0, colon), line.substring(colon + 1).strip()
                });
            }
        }
        return headers;
    }

    private static byte[] joined(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    @Override
    public void close() {
        try {
            listener.close();
            trap.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
