// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A socket whose streams are buffered; everything else goes to the socket it wraps. */
final class BufferedSocket extends Socket {
    private final int inputSize;
    private final int outputSize;
    private final Connector connector;
    private final Runnable afterClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Socket socket;
    private @Nullable InputStream input;
    private @Nullable OutputStream output;

    /** Connects a socket. */
    @FunctionalInterface
    interface Connector {
        /** The socket itself, or what was layered over it. */
        Socket connect(Socket bare, SocketAddress target, int timeoutMillis) throws IOException;
    }

    /**
     * Wraps an unconnected socket.
     *
     * @param inputSize buffer size in bytes
     * @param outputSize buffer size in bytes, 0 for no buffer
     * @param connector makes the connection
     * @param afterClose called once when the socket is closed
     */
    BufferedSocket(Socket socket, int inputSize, int outputSize, Connector connector, Runnable afterClose)
            throws SocketException {
        super((SocketImpl) null);
        this.socket = socket;
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.connector = connector;
        this.afterClose = afterClose;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        // requests are written in few large pieces: waiting for more to send only costs time
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket = connector.connect(socket, endpoint, timeoutMillis);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        InputStream known = input;
        if (known == null) {
            known = new Input(socket.getInputStream(), inputSize);
            input = known;
        }
        return known;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        OutputStream known = output;
        if (known == null) {
            OutputStream bare = socket.getOutputStream();
            known = outputSize == 0 ? bare : new BufferedOutputStream(bare, outputSize);
            output = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            afterClose.run();
        }
        socket.close();
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        socket.bind(address);
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return socket.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        socket.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return socket.getKeepAlive();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public String toString() {
        return socket.toString();
    }

    /** Fills its buffer with one read and hands out what is there; never asks what is available, as the JDK's does. */
    private static final class Input extends FilterInputStream {
        private final int size;
        private byte[] buffer = new byte[0];
        private int pos;
        private int end;

        Input(InputStream in, int size) {
            super(in);
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            if (pos == end && fill() < 0) {
                return -1;
            }
            return buffer[pos++] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (pos == end) {
                if (length >= size) {
                    int direct = in.read(target, offset, length);
                    TransferMeter.arrived(direct);
                    return direct;
                }
                if (length == 0 || fill() < 0) {
                    return length == 0 ? 0 : -1;
                }
            }
            int count = Math.min(length, end - pos);
            System.arraycopy(buffer, pos, target, offset, count);
            pos += count;
            return count;
        }

        /** The TLS layer skips what is available when it closes. */
        @Override
        public long skip(long count) throws IOException {
            if (count <= 0 || (pos == end && fill() < 0)) {
                return 0;
            }
            int skipped = (int) Math.min(count, end - pos);
            pos += skipped;
            return skipped;
        }

        private int fill() throws IOException {
            if (buffer.length == 0) {
                buffer = new byte[size];
            }
            int count = in.read(buffer, 0, buffer.length);
            TransferMeter.arrived(count);
            pos = 0;
            end = Math.max(count, 0);
            return count;
        }

        @Override
        public int available() throws IOException {
            return end - pos + in.available();
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
