// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on to a server of this machine, and breaks the one that carries a certain byte of the uploads. */
final class BreakingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicLong left;

    /**
     * Starts listening.
     *
     * @param target port of the server
     * @param breakAfter number of bytes, sent by clients over all connections, after which one is broken
     */
    BreakingProxy(int target, long breakAfter) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.left = new AtomicLong(breakAfter);
        Thread.ofVirtual().start(this::accept);
    }

    /** {@code 127.0.0.1:port}. */
    String name() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    boolean hasBroken() {
        return left.get() <= 0;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pump(client, server, true));
                Thread.ofVirtual().start(() -> pump(server, client, false));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean upload) {
        byte[] buffer = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long before = upload ? left.getAndAdd(-n) : 0;
                out.write(buffer, 0, n);
                if (upload && before > 0 && before <= n) {
                    return;
                }
            }
        } catch (IOException e) {
            // one side has gone, which ends the other one too
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
