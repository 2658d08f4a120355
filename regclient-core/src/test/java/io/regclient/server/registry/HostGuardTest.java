// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page can make a browser send does not reach a registry without access control. */
class HostGuardTest {
    private static final List<String> WRITES = List.of(
            "POST /v2/a/blobs/uploads/",
            "PUT /v2/a/manifests/v1",
            "PATCH /v2/a/blobs/uploads/1",
            "DELETE /v2/a/blobs/x");

    @TempDir
    private Path root = Path.of("");

    private RegistryServer start(String address, String... names) throws IOException {
        RegistryOptions.Builder options = RegistryOptions.builder(root).address(new InetSocketAddress(address, 0));
        for (String name : names) {
            options.allowName(ServedName.parse(name));
        }
        return RegistryServer.start(options.build());
    }

    /** The whole answer to a request with these headers and no others. */
    private static String send(RegistryServer server, String line, String... headers) throws IOException {
        try (Socket socket = new Socket(
                server.address().getAddress().isAnyLocalAddress()
                        ? InetAddress.getLoopbackAddress()
                        : server.address().getAddress(),
                server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = line + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n"
                    + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(RegistryServer server, String... headers) throws IOException {
        return Integer.parseInt(send(server, "GET /v2/", headers).substring(9, 12));
    }

    @ParameterizedTest
    @DisplayName("no request for a host with another name (DNS rebinding)")
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:5000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.localhost",
                "192.0.2.7",
                "[2001:db8::1]",
                "",
                "a b",
                "localhost:5000:5000"
            })
    void refusesForeignHosts(String host) throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            assertThat(status(server, "Host: " + host)).isEqualTo(403);
            for (String write : WRITES) {
                assertThat(send(server, write, "Host: " + host)).startsWith("HTTP/1.1 403 ");
            }
        }
        assertThat(Files.exists(root.resolve("a"))).isFalse();
    }

    @Test
    @DisplayName("the refusal is an error of the registry's kind that names the host and the flag")
    void saysWhy() throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            assertThat(send(server, "GET /v2/", "Host: evil.example:80"))
                    .endsWith(
                            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access to the resource is denied\","
                                    + "\"detail\":\"a request for the host \\\"evil.example:80\\\" is refused, so that no web page"
                                    + " can write here; --allow-host-name allows further names of this registry and of pages\"}]}");
            assertThat(send(server, "GET /v2/", "Host: " + "a".repeat(10_000))).hasSizeLessThan(1000);
        }
    }

    @ParameterizedTest
    @DisplayName("requests of clients: without any of a browser's headers, and without Host by HTTP/1.0")
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:5000",
                "localhost.",
                "127.0.0.1",
                "127.1.2.3:80",
                "[::1]:5000",
                "[0:0::1]"
            })
    void servesLoopbackNames(String host) throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            assertThat(status(server, "Host: " + host)).isEqualTo(200);
            assertThat(status(server)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @DisplayName("no request of a web page of another host (forms, fetches without CORS, sandboxed frames)")
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: http://localhost.evil.example:5000",
                "Origin: null",
                "Origin: ",
                "Origin: localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: something-new"
            })
    void refusesPagesOfOthers(String header) throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            for (String write : WRITES) {
                assertThat(send(server, write, "Host: localhost", header))
                        .startsWith("HTTP/1.1 403 ")
                        .contains("\"code\":\"DENIED\"", "--allow-host-name");
            }
        }
        assertThat(Files.exists(root.resolve("a"))).isFalse();
    }

    @Test
    @DisplayName("pages of the registry's own names, and addresses typed by the user")
    void servesItsOwnPages() throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            String host = "Host: localhost:5000";
            assertThat(status(server, host, "Origin: http://localhost:5000", "Sec-Fetch-Site: same-origin"))
                    .isEqualTo(200);
            assertThat(status(server, host, "Origin: http://127.0.0.1:3000")).isEqualTo(200);
            assertThat(status(server, host, "Sec-Fetch-Site: none")).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("--allow-host-name names hosts of the registry and pages that may write to it")
    void allowsNames() throws IOException {
        try (RegistryServer server = start("127.0.0.1", "registry.test", "192.0.2.7")) {
            assertThat(status(server, "Host: registry.test:80")).isEqualTo(200);
            assertThat(status(server, "Host: 192.0.2.7")).isEqualTo(200);
            assertThat(status(server, "Host: localhost", "Origin: https://registry.test", "Sec-Fetch-Site: cross-site"))
                    .isEqualTo(200);
            assertThat(status(server, "Host: registry.test", "Origin: https://evil.example"))
                    .isEqualTo(403);
            assertThat(status(server, "Host: other.test")).isEqualTo(403);
        }
    }

    @Test
    @DisplayName("every one of several headers counts")
    void looksAtEveryHeader() throws IOException {
        try (RegistryServer server = start("127.0.0.1")) {
            assertThat(status(server, "Host: localhost", "Host: evil.example")).isEqualTo(403);
            assertThat(status(server, "Host: localhost", "Origin: http://localhost", "Origin: http://evil.example"))
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("on every interface: the machine's addresses and its host name, but not on one of them only")
    void knowsItsMachine() throws IOException {
        InetAddress own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .findFirst()
                .orElse(InetAddress.getLoopbackAddress());
        String machine = InetAddress.getLocalHost().getHostName();
        String literal =
                ServedName.of(own).text().indexOf(':') < 0 ? own.getHostAddress() : "[" + own.getHostAddress() + "]";
        try (RegistryServer server = start("0.0.0.0")) {
            assertThat(status(server, "Host: " + literal + ":5000")).isEqualTo(200);
            assertThat(status(server, "Host: " + machine + ":5000")).isEqualTo(200);
            assertThat(status(server, "Host: 192.0.2.7")).isEqualTo(403);
            assertThat(status(server, "Host: evil.example")).isEqualTo(403);
        }
        try (RegistryServer server = start("127.0.0.1")) {
            assertThat(status(server, "Host: " + literal)).isEqualTo(own.isLoopbackAddress() ? 200 : 403);
        }
    }

    @Test
    @DisplayName("the name in the address is one of the names")
    void knowsTheNameOfItsAddress() throws IOException {
        InetAddress named = InetAddress.getByAddress("workshop.test", new byte[] {127, 0, 0, 1});
        RegistryOptions options = RegistryOptions.builder(root)
                .address(new InetSocketAddress(named, 0))
                .build();
        try (RegistryServer server = RegistryServer.start(options)) {
            assertThat(status(server, "Host: workshop.test")).isEqualTo(200);
        }
    }
}
