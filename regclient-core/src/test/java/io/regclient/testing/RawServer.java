// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** A server that reads the head of a request and then sends what a test wants, be it HTTP or not; a connection each. */
public final class RawServer implements Closeable {
    private final ServerSocket listener;
    private final Answer answer;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();

    /** What is sent. */
    @FunctionalInterface
    public interface Answer {
        /**
         * Answers a request whose head was read.
         *
         * @param request number of the request, from 1 on
         * @param line the request line
         */
        void to(int request, String line, OutputStream out) throws IOException, InterruptedException;
    }

    private RawServer(ServerSocket listener, Answer answer) {
        this.listener = listener;
        this.answer = answer;
        Thread.ofPlatform().daemon().name("raw server").start(this::accept);
    }

    public static RawServer start(Answer answer) throws IOException {
        return new RawServer(new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), answer);
    }

    public static RawServer startTls(SSLContext tls, Answer answer) throws IOException {
        return new RawServer(
                tls.getServerSocketFactory().createServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), answer);
    }

    /** Text as bytes. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends a text for ever: until the client leaves. */
    public static void endlessly(OutputStream out, String text) throws IOException {
        byte[] block = bytes(text.repeat(8192 / text.length()));
        while (true) {
            out.write(block);
        }
    }

    public String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    public int requests() {
        return requests.get();
    }

    /** Bytes of all answers that were handed to the network. */
    public long sent() {
        return sent.get();
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
                Thread.ofPlatform().daemon().name("raw connection").start(() -> serve(socket));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String line = head(new BufferedInputStream(socket.getInputStream()));
            if (!line.isEmpty()) {
                answer.to(requests.incrementAndGet(), line, new Counting(socket.getOutputStream()));
            }
        } catch (IOException e) {
            return; // the client left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (c == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.substring(0, head.indexOf("\r\n"));
            }
        }
        return "";
    }

    private final class Counting extends OutputStream {
        private final OutputStream out;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            sent.incrementAndGet();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            sent.addAndGet(length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
