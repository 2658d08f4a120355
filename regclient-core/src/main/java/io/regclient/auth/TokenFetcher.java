// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.config.Credential;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gets tokens by POST with a refresh token or by GET with or without a login (contract AU-8, AU-9). */
final class TokenFetcher {
    private static final int OK = 200;

    private final TokenTransport transport;
    private final String clientId;
    private final Ticker ticker;

    TokenFetcher(TokenTransport transport, String clientId, Ticker ticker) {
        this.transport = transport;
        this.clientId = clientId;
        this.ticker = ticker;
    }

    /**
     * Fetches a token.
     *
     * @param refreshToken tried first unless empty
     * @throws IOException of kind HTTP_UNAUTHORIZED when the server gives none
     */
    Token fetch(TokenServer server, List<String> scopes, Credential login, String refreshToken) throws IOException {
        if (!refreshToken.isEmpty()) {
            TokenReply reply = post(server, scopes, refreshToken);
            if (reply.status() == OK) {
                return Token.parse(reply.body(), ticker.now());
            }
        }
        TokenReply reply = get(server, scopes, login);
        if (reply.status() != OK) {
            throw RegistryException.of(
                    ErrorKind.HTTP_UNAUTHORIZED,
                    "unauthorized: token server " + name(server) + " answered [http " + reply.status() + "]"
                            + (reply.reason().isEmpty() ? "" : ": " + reply.reason()));
        }
        return Token.parse(reply.body(), ticker.now());
    }

    private TokenReply post(TokenServer server, List<String> scopes, String refreshToken) throws IOException {
        List<String> form = new ArrayList<>();
        form.add(pair("client_id", clientId));
        form.add(pair("grant_type", "refresh_token"));
        form.add(pair("refresh_token", refreshToken));
        form.add(pair("scope", String.join(" ", scopes)));
        form.add(pair("service", server.service()));
        return transport.send(new TokenRequest(
                server.challengedUrl(), server.url(), Optional.empty(), Optional.of(String.join("&", form))));
    }

    private TokenReply get(TokenServer server, List<String> scopes, Credential login) throws IOException {
        Optional<String> basic = BasicHandler.of(login);
        List<String> query = new ArrayList<>();
        if (basic.isPresent()) {
            query.add(pair("account", login.user()));
        }
        query.add(pair("client_id", clientId));
        scopes.forEach(scope -> query.add(pair("scope", scope)));
        if (!server.service().isEmpty()) {
            query.add(pair("service", server.service()));
        }
        String separator = server.url().contains("?") ? "&" : "?";
        String url = server.url() + separator + String.join("&", query);
        return transport.send(new TokenRequest(server.challengedUrl(), url, basic, Optional.empty()));
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String name(TokenServer server) {
        int query = server.url().indexOf('?');
        return query < 0 ? server.url() : server.url().substring(0, query);
    }
}
