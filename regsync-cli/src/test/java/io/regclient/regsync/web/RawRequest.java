// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests as they are written, which clients of HTTP would not send so. */
final class RawRequest {
    private RawRequest() {}

    /** The whole answer to a request of these lines; the server is asked to close the connection. */
    static String send(String url, String... lines) throws IOException {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The answer to a GET by the address of the server. */
    static String get(String url, String path, String... headers) throws IOException {
        String[] lines = new String[headers.length + 2];
        lines[0] = "GET " + path + " HTTP/1.1";
        lines[1] = "Host: " + URI.create(url).getAuthority();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return send(url, lines);
    }

    /** The part of an answer behind its headers. */
    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
