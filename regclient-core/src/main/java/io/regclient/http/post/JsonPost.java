// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.post;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.HostConnections;
import io.regclient.http.net.Network;
import io.regclient.http.net.OneLine;
import io.regclient.http.net.Reach;
import io.regclient.http.net.Redaction;
import io.regclient.http.net.RequestContent;
import io.regclient.http.net.TrackedSource;
import io.regclient.http.net.WireRequest;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * Sends documents to servers that are no registries. Nothing of what is known about registries goes there: no login, no
 * certificate of a client, no setting of a host. Each document is sent once; no redirect is followed. Failures name the
 * server without the path, login and query of its URL, which may be secrets. Thread-safe.
 */
public final class JsonPost {
    /** No registry has this name, so no directory with certificates belongs to it. */
    private static final HostConfig NO_REGISTRY = HostConfig.named("webhook");

    /** Bytes of an answer other than 2xx that are read. */
    private static final int MAX_REASON = 4 << 10;

    private final HostConnections connections;
    private final String userAgent;

    public JsonPost(Network network, String userAgent) {
        this.connections = new HostConnections(NO_REGISTRY, network);
        this.userAgent = userAgent;
    }

    /**
     * An answer.
     *
     * @param status any
     * @param content of an answer 2xx as UTF-8, empty for others
     * @param reason what another answer says, one line
     */
    public record Reply(int status, String content, String reason) {}

    /** Scheme, host and port of a URL, for messages; empty for what is no http or https URL. */
    public static Optional<String> server(String url) {
        return Optional.ofNullable(HttpUrl.parse(url)).map(JsonPost::server);
    }

    private static String server(HttpUrl url) {
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        return url.scheme() + "://" + host + (usual ? "" : ":" + url.port());
    }

    /**
     * Sends a document.
     *
     * @param url a login in it becomes a header, unless the headers have one
     * @param headers more header lines
     * @param limit largest content in bytes of the answer
     * @throws RegistryException of kind CANCELED after an interrupt, INVALID_INPUT for a URL or header that is none,
     *     SIZE_LIMIT_EXCEEDED for a larger answer; any other kind when there is no answer
     */
    public Reply send(String url, Map<String, String> headers, byte[] json, int limit) throws IOException {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "the URL is no http or https URL");
        }
        HttpUrl bare = parsed.newBuilder().username("").password("").build();
        RequestContent content = new RequestContent(new TrackedSource(BlobSource.ofBytes(json), false), json.length);
        WireRequest request = new WireRequest("POST", bare, lines(parsed, headers), Optional.of(content), false, false);
        try (Exchange exchange = connections.send(request, Reach.ANYWHERE, _ -> {})) {
            if (exchange.isEncoded()) {
                exchange.decode();
            }
            return reply(exchange, limit);
        } catch (ExchangeFailure e) {
            throw named(e.error(), bare);
        } catch (RegistryException e) {
            throw named(e, bare);
        }
    }

    private static Reply reply(Exchange exchange, int limit) throws IOException {
        int status = exchange.response().code();
        if (status >= 200 && status < 300) {
            byte[] content = read(exchange, limit + 1);
            if (content.length > limit) {
                exchange.abort();
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED, "the answer is larger than the limit of " + limit + " bytes");
            }
            return new Reply(status, new String(content, StandardCharsets.UTF_8), "");
        }
        String said = new String(read(exchange, MAX_REASON), StandardCharsets.UTF_8);
        exchange.abort();
        return new Reply(status, "", OneLine.of(said));
    }

    /** The beginning of the content: so many bytes at most. */
    private static byte[] read(Exchange exchange, int most) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        int count = 0;
        while (count >= 0 && content.size() < most) {
            content.write(buffer, 0, count);
            count = exchange.read(buffer, 0, Math.min(buffer.length, Math.max(most - content.size(), 1)));
        }
        return content.toByteArray();
    }

    private Headers lines(HttpUrl url, Map<String, String> headers) throws RegistryException {
        Headers.Builder lines = new Headers.Builder()
                .add("User-Agent", userAgent)
                .add("Accept-Encoding", "identity")
                .add("Connection", "close") // a reused connection may be dead, and nothing is sent twice
                .add("Accept", "application/json")
                .add("Content-Type", "application/json");
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            lines.set("Authorization", Credentials.basic(url.username(), url.password()));
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            try {
                lines.set(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) { // its message has the value, which may be a secret
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "a character that no header may have, in " + header.getKey());
            }
        }
        return lines.build();
    }

    /** The failure without the whole URL. */
    private static RegistryException named(RegistryException e, HttpUrl url) {
        String request = " (POST " + Redaction.text(url.toString()) + ")";
        String message = e.getMessage().replace(request, "");
        return RegistryException.of(e.kind(), message.replace(url.toString(), server(url)), e);
    }
}
