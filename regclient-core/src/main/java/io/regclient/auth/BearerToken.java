// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A bearer token (contract AU-10). Never printed.
 *
 * @param value what the Authorization header carries
 * @param refreshToken token for further token requests, empty when the server gave none
 * @param renewAt from this moment on a new token is fetched
 */
record BearerToken(String value, String refreshToken, Instant renewAt) {
    private static final Duration FLOOR = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** Characters of a token: it has to fit into a header, and servers refuse much shorter ones. */
    static final int MAX_LENGTH = 64 << 10;

    private static final double CEILING_SECONDS = 365 * 86_400.0;

    /**
     * Reads the answer of a token server.
     *
     * @param server the token server as messages name it
     * @throws RegistryException of kind PARSING_FAILED when it is no token answer, of kind HTTP_UNAUTHORIZED when it
     *     holds no token, of kind SIZE_LIMIT_EXCEEDED when that is too long
     */
    static BearerToken parse(String body, String server, Instant now) throws RegistryException {
        JsonObject reply = json(body, server);
        String access = reply.string("access_token");
        String value = access.isEmpty() ? reply.string("token") : access;
        if (value.isEmpty()) {
            throw RegistryException.of(ErrorKind.HTTP_UNAUTHORIZED, server + " answered without a token");
        }
        if (value.length() > MAX_LENGTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    server + " answered with a token of more than " + MAX_LENGTH + " characters");
        }
        if (value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, server + " answered with a malformed token");
        }
        Duration life = life(reply);
        Instant issued = issued(reply.string("issued_at"), now, life);
        return new BearerToken(
                value, reply.string("refresh_token"), issued.plus(life).minus(MARGIN));
    }

    private static JsonObject json(String body, String server) throws RegistryException {
        try {
            return Json.parseObject(body, "answer of " + server);
        } catch (RegistryException e) {
            // without the parser's text and as no cause: it quotes the input, which may be a token
            throw RegistryException.of(ErrorKind.PARSING_FAILED, server + " answered with malformed JSON");
        }
    }

    boolean expired(Instant now) {
        return !now.isBefore(renewAt);
    }

    String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "token until " + renewAt;
    }

    private static Duration life(JsonObject reply) throws RegistryException {
        double seconds = Math.min(reply.decimal("expires_in", 0), CEILING_SECONDS);
        Duration life = Duration.ofSeconds((long) seconds);
        return life.compareTo(FLOOR) < 0 ? FLOOR : life;
    }

    /** The given time when it is plausible, else now: clocks of registry and client differ. */
    private static Instant issued(String text, Instant now, Duration life) {
        Optional<Instant> issued = time(text);
        return issued.filter(i -> !i.isAfter(now) && i.plus(life).isAfter(now)).orElse(now);
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // an unreadable time counts as a missing one
        }
    }
}
