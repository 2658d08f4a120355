// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A registry far away: passes on the connections to a registry on a loopback port, every byte later by a delay in both
 * directions, and tells of the requests it has seen. A new connection waits for a round trip before its first byte, as
 * for the handshake of TCP. Nothing else is changed, in particular connections stay open.
 */
public final class DelayProxy implements AutoCloseable {
    private static final int WAITING_CONNECTIONS = 512;

    private final ServerSocket listener;
    private final int registry;
    private final Duration delay;
    private final Consumer<String> requests;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private DelayProxy(ServerSocket listener, int registry, Duration delay, Consumer<String> requests) {
        this.listener = listener;
        this.registry = registry;
        this.delay = delay;
        this.requests = requests;
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param registry port of the registry
     * @param delay of each direction
     * @param requests gets every request when it is complete: method, target and bytes of content
     */
    public static DelayProxy start(int registry, Duration delay, Consumer<String> requests) throws IOException {
        return start(0, registry, delay, requests);
    }

    private static DelayProxy start(int port, int registry, Duration delay, Consumer<String> requests)
            throws IOException {
        ServerSocket listener = new ServerSocket(port, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress());
        DelayProxy proxy = new DelayProxy(listener, registry, delay, requests);
        Thread.ofPlatform().name("delay-proxy").start(proxy::accept);
        return proxy;
    }

    /**
     * The proxy as a program, for measurements: {@code PORT REGISTRY_PORT MILLISECONDS FILE} adds a line to the file for
     * each request. The file may be emptied at any time.
     */
    static void main(String[] arguments) throws IOException {
        Writer log = Files.newBufferedWriter(
                Path.of(arguments[3]), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        start(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Duration.ofMillis(Long.parseLong(arguments[2])),
                request -> {
                    try {
                        synchronized (log) {
                            log.write(request + "\n");
                            log.flush();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        DelayedLine.Delay there = DelayedLine.Delay.of(delay, delay.multipliedBy(2));
        DelayedLine.Delay back = DelayedLine.Delay.of(delay, Duration.ZERO);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), registry)) {
            open.add(client);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread answers = Thread.ofVirtual().start(() -> carry(server, client, back, DelayedLine.Meter.NONE));
            carry(client, server, there, new RequestMeter(requests)::accept);
            answers.join();
            open.remove(server);
        } catch (IOException e) {
            // the registry is not there, which closing the client's connection tells it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Carries one direction to its end; a failure ends the other direction too. */
    private static void carry(Socket from, Socket to, DelayedLine.Delay delay, DelayedLine.Meter meter) {
        try {
            new DelayedLine(from.getInputStream(), to.getOutputStream(), delay).carry(meter);
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(DelayProxy::close);
    }
}
