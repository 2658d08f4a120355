// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the sockets of all connections. They belong to channels, so that interrupting a thread ends its connect, read
 * or write at once, and they have stream buffers: the HTTP client reads 8 KiB at a time, a large buffer saves a quarter
 * of the system calls' cost on blobs. Of very many connections at the same time only some get large ones.
 */
final class StreamSockets extends SocketFactory {
    private static final int LARGE_INPUT = 128 << 10;
    private static final int LARGE_OUTPUT = 64 << 10;
    private static final int SMALL = 16 << 10;

    private final boolean blobs;
    private final boolean tls;
    private final Optional<TlsProxy> proxy;
    private final LargeBuffers buffers;

    /**
     * A proxy that is itself spoken to over TLS.
     *
     * @param address host and port
     * @param sockets makes the TLS layer
     */
    record TlsProxy(InetSocketAddress address, SSLSocketFactory sockets) {}

    /**
     * A factory.
     *
     * @param blobs buffers for large transfers
     * @param tls whether TLS runs over the sockets; then output is not buffered, because the TLS layer never flushes
     */
    StreamSockets(boolean blobs, boolean tls, Optional<TlsProxy> proxy, LargeBuffers buffers) {
        this.blobs = blobs;
        this.tls = tls;
        this.proxy = proxy;
        this.buffers = buffers;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = SocketChannel.open().socket();
        boolean large = blobs && buffers.tryAcquire();
        int output = large ? LARGE_OUTPUT : blobs ? 0 : SMALL;
        return new BufferedSocket(
                socket,
                large ? LARGE_INPUT : SMALL,
                tls ? 0 : output,
                this::connect,
                large ? buffers::release : () -> {});
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private Socket connected(InetSocketAddress target) throws IOException {
        Socket socket = createSocket();
        socket.connect(target);
        return socket;
    }

    private Socket connected(InetSocketAddress target, InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        socket.bind(local);
        socket.connect(target);
        return socket;
    }

    /** A connection to the TLS proxy gets its TLS layer, one through a SOCKS proxy is asked for there. */
    private Socket connect(Socket socket, SocketAddress target, int timeoutMillis) throws IOException {
        Optional<SocksProxy> socks = GuardedDns.socks();
        if (socks.isPresent() && target instanceof InetSocketAddress server) {
            socks.get().connect(socket, server, timeoutMillis);
            return socket;
        }
        socket.connect(target, timeoutMillis);
        if (proxy.isEmpty()
                || !(target instanceof InetSocketAddress address)
                || address.getPort() != proxy.get().address().getPort()
                || !address.getHostString().equals(proxy.get().address().getHostString())) {
            return socket;
        }
        SSLSocket layered = (SSLSocket)
                proxy.get().sockets().createSocket(socket, address.getHostString(), address.getPort(), true);
        SSLParameters parameters = layered.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        layered.setSSLParameters(parameters);
        TransferMeter.handshakeWithProxy(true);
        layered.startHandshake();
        TransferMeter.handshakeWithProxy(false);
        return layered;
    }
}
