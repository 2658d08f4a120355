// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** An answer of a script; knows whether it was closed. */
public final class ScriptedReply implements HttpReply {
    private final int status;
    private final String url;
    private final String host;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private boolean closed;

    public ScriptedReply(int status, String url, String host, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.url = url;
        this.host = host;
        this.headers = headers;
        this.body = body;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Map<String, List<String>> headers() {
        return headers;
    }

    @Override
    public List<String> headerLines(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    @Override
    public OptionalLong contentLength() {
        return headerLines("Content-Length").stream().mapToLong(Long::parseLong).findFirst();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public byte[] readAll(int maxBytes) throws IOException {
        if (body.length > maxBytes) {
            throw RegistryException.of(ErrorKind.SIZE_LIMIT_EXCEEDED, "body is longer than " + maxBytes + " bytes");
        }
        return body.clone();
    }

    @Override
    public void close() {
        closed = true;
    }
}
