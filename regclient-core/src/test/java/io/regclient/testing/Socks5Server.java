// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A SOCKS5 proxy (RFC 1928, RFC 1929) on the loopback. All names lead to one server of the test, so that a test can ask
 * for hosts that do not exist. It records what it was asked for.
 */
public final class Socks5Server implements Closeable {
    private final ServerSocket listener;
    private final int upstream;
    private final Optional<String> login;
    private final int reply;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private Socks5Server(int upstream, Optional<String> login, int reply) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        this.upstream = upstream;
        this.login = login;
        this.reply = reply;
        Thread.ofPlatform().daemon().name("socks").start(this::accept);
    }

    /** A proxy that leads to a port of this machine. */
    public static Socks5Server to(int port) throws IOException {
        return new Socks5Server(port, Optional.empty(), 0);
    }

    /** A proxy that wants {@code user:password}. */
    public static Socks5Server withLogin(int port, String login) throws IOException {
        return new Socks5Server(port, Optional.of(login), 0);
    }

    /** A proxy that connects to nothing and answers with a code of RFC 1928, section 6. */
    public static Socks5Server refusing(int code) throws IOException {
        return new Socks5Server(0, Optional.empty(), code);
    }

    /** A proxy that speaks HTTP. */
    public static Socks5Server speakingHttp() throws IOException {
        return new Socks5Server(0, Optional.empty(), -1);
    }

    public String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Host and port of all requests, names as names. */
    public List<String> requests() {
        return List.copyOf(requests);
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
                Thread.ofPlatform().daemon().name("socks client").start(() -> serve(socket));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            if (!greet(in, out)) {
                return;
            }
            in.readFully(new byte[3]);
            requests.add(address(in) + ":" + in.readUnsignedShort());
            out.write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
            if (reply == 0) {
                relay(client, in, out);
            }
        } catch (IOException e) {
            return; // one of the sides left
        }
    }

    private boolean greet(DataInputStream in, OutputStream out) throws IOException {
        if (reply < 0) {
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        }
        in.readByte();
        byte[] offered = new byte[in.readUnsignedByte()];
        in.readFully(offered);
        int wanted = login.isPresent() ? 2 : 0;
        for (byte method : offered) {
            if (method == wanted) {
                out.write(new byte[] {5, method});
                return login.isEmpty() || isLoggedIn(in, out);
            }
        }
        out.write(new byte[] {5, (byte) 0xff});
        return false;
    }

    private boolean isLoggedIn(DataInputStream in, OutputStream out) throws IOException {
        in.readByte();
        boolean right = login.equals(Optional.of(text(in) + ":" + text(in)));
        out.write(new byte[] {1, (byte) (right ? 0 : 1)});
        return right;
    }

    private static String address(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind == 3) {
            return text(in);
        }
        byte[] address = new byte[kind == 1 ? 4 : 16];
        in.readFully(address);
        return InetAddress.getByAddress(address).getHostAddress();
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] text = new byte[in.readUnsignedByte()];
        in.readFully(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void relay(Socket client, InputStream in, OutputStream out) throws IOException {
        try (Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), upstream)) {
            sockets.add(server);
            Thread back = Thread.ofPlatform().daemon().name("socks answer").start(() -> {
                try {
                    server.getInputStream().transferTo(out);
                    client.shutdownOutput();
                } catch (IOException e) {
                    return; // one of the sides left
                }
            });
            in.transferTo(server.getOutputStream());
            server.shutdownOutput();
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
