// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.auth.TokenReply;
import io.regclient.auth.TokenRequest;
import io.regclient.auth.TokenTransport;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.Reach;
import io.regclient.http.net.RequestContent;
import io.regclient.http.net.TrackedSource;
import io.regclient.observe.RequestKind;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/** Sends token requests with the TLS settings of a host, guarded like redirects (contract AU-7, AU-15). */
final class TokenClient implements TokenTransport {
    /** Bytes of a token reply that are read; a token with many scopes is some KiB long. */
    static final int MAX_REPLY = 1 << 20;

    private static final Outgoing.Purpose PURPOSE = new Outgoing.Purpose(RequestKind.TOKEN, 0, false, false);

    private final HostState host;
    private final HopSender sender;

    TokenClient(HostState host, HopSender sender) {
        this.host = host;
        this.sender = sender;
    }

    @Override
    public TokenReply send(TokenRequest request) throws IOException {
        HttpUrl url = HttpUrl.parse(request.url());
        HttpUrl challenged = HttpUrl.parse(request.challengedUrl());
        if (url == null || challenged == null) {
            throw RegistryException.of(
                    ErrorKind.INVALID_CHALLENGE, "invalid challenge: the Bearer realm is no http or https URL");
        }
        Reach reach = sender.guard().check(challenged, peerOf(challenged), url);
        Optional<RequestContent> content = request.form().map(TokenClient::content);
        List<Map.Entry<String, String>> headers = content.isPresent()
                ? List.of(Map.entry("Content-Type", "application/x-www-form-urlencoded"))
                : List.of();
        Outgoing outgoing =
                new Outgoing(url, content.isPresent() ? "POST" : "GET", headers, content, Set.of(), PURPOSE);
        try (Exchange exchange = sender.send(outgoing, reach, hop -> authorization(request, url, hop))) {
            int status = exchange.response().code();
            byte[] body = status == 200
                    ? ErrorReason.whole(exchange, MAX_REPLY)
                    : ErrorReason.content(exchange, ErrorReason.LIMIT);
            String reason = status == 200 ? "" : ErrorReason.of(exchange.response(), body);
            return new TokenReply(status, new String(body, StandardCharsets.UTF_8), reason);
        } catch (ExchangeFailure e) {
            throw e.error();
        }
    }

    private Optional<InetAddress> peerOf(HttpUrl challenged) {
        return host.isHome(challenged) ? host.peer() : Optional.empty();
    }

    /** The login is for the server of the realm only; a refresh token inside a form must not travel on at all. */
    private static Optional<String> authorization(TokenRequest request, HttpUrl realm, HttpUrl hop)
            throws RegistryException {
        boolean sameServer =
                realm.scheme().equals(hop.scheme()) && realm.host().equals(hop.host()) && realm.port() == hop.port();
        if (!sameServer && request.form().isPresent()) {
            throw RegistryException.of(
                    ErrorKind.HTTP_REDIRECT_REFUSED, "redirect of a token request to another server: " + hop.host());
        }
        return sameServer ? request.authorization() : Optional.empty();
    }

    private static RequestContent content(String form) {
        byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
        return new RequestContent(new TrackedSource(BlobSource.ofBytes(bytes), false), bytes.length);
    }
}
