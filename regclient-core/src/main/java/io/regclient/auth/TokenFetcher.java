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
import java.util.Set;

/** Gets tokens by POST with a refresh token or by GET with or without a login (contract AU-8, AU-9). */
final class TokenFetcher {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /** What one broken connection or one damaged answer leads to. */
    private static final Set<ErrorKind> ACCIDENTS = Set.of(
            ErrorKind.TRANSPORT,
            ErrorKind.STALLED,
            ErrorKind.TLS_SILENCE,
            ErrorKind.TLS_CLOSED,
            ErrorKind.SHORT_READ,
            ErrorKind.PARSING_FAILED);

    private static final int MAX_SHOWN = 200;

    private final TokenTransport transport;
    private final String clientId;
    private final Ticker ticker;

    TokenFetcher(TokenTransport transport, String clientId, Ticker ticker) {
        this.transport = transport;
        this.clientId = clientId;
        this.ticker = ticker;
    }

    /**
     * Fetches a token. A connection that breaks, an answer that cannot be read and an overloaded server are no reason
     * to end a long copy: the request is made once more, at once (AU-15).
     *
     * @param refreshToken tried first unless empty
     * @throws IOException of kind HTTP_UNAUTHORIZED when the server gives none
     */
    BearerToken fetch(TokenServer server, List<String> scopes, Credential login, String refreshToken)
            throws IOException {
        if (!refreshToken.isEmpty()) {
            Answer answer = askTwice(server, () -> post(server, scopes, refreshToken));
            if (answer.token().isPresent()) {
                return answer.token().get();
            }
        }
        Answer answer = askTwice(server, () -> get(server, scopes, login));
        return answer.token().orElseThrow(() -> refused(server, answer.reply()));
    }

    /** A reply with the token that it holds when its status is 200. */
    private record Answer(TokenReply reply, Optional<BearerToken> token) {
        boolean isOverload() {
            return reply.status() == TOO_MANY_REQUESTS || reply.status() >= SERVER_ERROR;
        }
    }

    /** A request to the token server. */
    @FunctionalInterface
    private interface Question {
        TokenReply ask() throws IOException;
    }

    private Answer askTwice(TokenServer server, Question question) throws IOException {
        try {
            Answer first = ask(server, question);
            if (!first.isOverload()) {
                return first;
            }
        } catch (RegistryException e) {
            if (!ACCIDENTS.contains(e.kind())) {
                throw e;
            }
        }
        return ask(server, question);
    }

    private Answer ask(TokenServer server, Question question) throws IOException {
        TokenReply reply = question.ask();
        Optional<BearerToken> token = reply.status() == OK
                ? Optional.of(BearerToken.parse(reply.body(), name(server), ticker.now()))
                : Optional.empty();
        return new Answer(reply, token);
    }

    private static RegistryException refused(TokenServer server, TokenReply reply) {
        return RegistryException.of(
                ErrorKind.HTTP_UNAUTHORIZED,
                "unauthorized: " + name(server) + " answered [http " + reply.status() + "]"
                        + (reply.reason().isEmpty() ? "" : ": " + reply.reason()));
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
        String url = query < 0 ? server.url() : server.url().substring(0, query);
        return "token server " + (url.length() > MAX_SHOWN ? AuthRequest.origin(url) : url);
    }
}
