// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.Dns;

/**
 * The way to servers through a SOCKS5 proxy, with or without a login (RFC 1928, RFC 1929). The proxy looks names up,
 * as it does for the Go programs with {@code socks5} and {@code socks5h} alike (contract TL-5). The HTTP client's own
 * way uses sockets that cannot be interrupted and know no login.
 *
 * @param uri URL of the proxy
 * @param names looks up the proxy itself
 */
record SocksProxy(URI uri, Dns names) {
    private static final int VERSION = 5;
    private static final int NO_LOGIN = 0;
    private static final int LOGIN = 2;
    private static final int LOGIN_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    /** Longest name, user and password: their length is one byte. */
    private static final int LONGEST = 255;

    /** What the HTTP client takes for the address of a name that only the proxy looks up; nothing connects to it. */
    static InetAddress unknown(String name) throws UnknownHostException {
        return InetAddress.getByAddress(name, new byte[4]);
    }

    /** Host and port of the proxy, not looked up. */
    InetSocketAddress address() {
        return ProxyRules.address(uri);
    }

    /** Connects a socket to a server. */
    void connect(Socket socket, InetSocketAddress server, int timeoutMillis) throws IOException {
        InetAddress proxy = names.lookup(address().getHostString()).getFirst();
        socket.connect(new InetSocketAddress(proxy, address().getPort()), timeoutMillis);
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(timeoutMillis);
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        logIn(in, out);
        out.write(request(server));
        out.flush();
        byte[] answer = read(in, 4);
        if (answer[1] != 0) {
            throw new ConnectException("SOCKS: " + reason(answer[1]));
        }
        byte[] _ = read(in, addressLength(in, answer[3]) + 2); // address and port at the far side
        socket.setSoTimeout(patience);
    }

    private void logIn(InputStream in, OutputStream out) throws IOException {
        Optional<String> login = Optional.ofNullable(uri.getUserInfo());
        out.write(login.isPresent() ? new byte[] {VERSION, 2, NO_LOGIN, LOGIN} : new byte[] {VERSION, 1, NO_LOGIN});
        out.flush();
        byte[] chosen = read(in, 2);
        if (chosen[0] != VERSION) {
            throw new ConnectException("no SOCKS5 proxy answers there");
        }
        if (chosen[1] == LOGIN && login.isPresent()) {
            out.write(credentials(login.get()));
            out.flush();
            if (read(in, 2)[1] != 0) {
                throw new ConnectException("SOCKS: the proxy refuses the login");
            }
        } else if (chosen[1] != NO_LOGIN) {
            throw new ConnectException(
                    login.isPresent()
                            ? "SOCKS: the proxy takes no login of this kind"
                            : "SOCKS: the proxy wants a login");
        }
    }

    private static byte[] credentials(String login) throws IOException {
        int colon = login.indexOf(':');
        byte[] user = bytes(colon < 0 ? login : login.substring(0, colon), "user");
        byte[] password = bytes(colon < 0 ? "" : login.substring(colon + 1), "password");
        byte[] message = new byte[3 + user.length + password.length];
        message[0] = LOGIN_VERSION;
        message[1] = (byte) user.length;
        System.arraycopy(user, 0, message, 2, user.length);
        message[2 + user.length] = (byte) password.length;
        System.arraycopy(password, 0, message, 3 + user.length, password.length);
        return message;
    }

    private static byte[] request(InetSocketAddress server) throws IOException {
        byte[] address;
        int kind;
        Optional<InetAddress> literal = literal(server.getHostString());
        if (literal.isPresent()) {
            address = literal.get().getAddress();
            kind = address.length == 4 ? IPV4 : IPV6;
        } else {
            byte[] name = bytes(server.getHostString(), "name of the server");
            address = new byte[1 + name.length];
            address[0] = (byte) name.length;
            System.arraycopy(name, 0, address, 1, name.length);
            kind = NAME;
        }
        byte[] request = new byte[6 + address.length];
        request[0] = VERSION;
        request[1] = CONNECT;
        request[3] = (byte) kind;
        System.arraycopy(address, 0, request, 4, address.length);
        request[4 + address.length] = (byte) (server.getPort() >> 8);
        request[5 + address.length] = (byte) server.getPort();
        return request;
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name
        }
    }

    private static byte[] bytes(String text, String what) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new ConnectException("SOCKS: the " + what + " has more than " + LONGEST + " bytes");
        }
        return bytes;
    }

    private static int addressLength(InputStream in, int kind) throws IOException {
        return switch (kind) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> read(in, 1)[0] & 0xff;
            default -> throw new ConnectException("SOCKS: the proxy's answer makes no sense");
        };
    }

    /** The handshake is read byte by byte as needed: what follows belongs to the server. */
    private static byte[] read(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("SOCKS: the proxy closed the connection");
        }
        return bytes;
    }

    /** Words for the replies of RFC 1928, section 6. */
    private static String reason(int code) {
        return switch (code) {
            case 2 -> "the proxy does not allow the connection";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable";
            case 5 -> "connection refused";
            case 6 -> "timed out";
            case 7 -> "the proxy cannot connect";
            case 8 -> "the proxy does not know this kind of address";
            default -> "the proxy failed (code " + code + ")";
        };
    }

    /** Without the login. */
    @Override
    public String toString() {
        return "SOCKS proxy " + address();
    }
}
