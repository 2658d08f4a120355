// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.time.Ticker;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bearer authentication for registries behind a {@link FaultProxy}: challenges, and tokens for those who know the login,
 * good for their scopes until they expire. Thread-safe.
 */
public final class TokenGate {
    public static final String USER = "me";
    public static final String PASSWORD = "hunter2";

    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Pattern REPOSITORY =
            Pattern.compile("^(\\S+) /v2/(.+?)/(?:manifests|blobs|tags|referrers)/\\S* ");
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final Map<String, Set<String>> tokens = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private Duration skipped = Duration.ZERO;

    /** The clock by which tokens expire: real time, and a leap over the life of a token whenever they all expire. */
    public Ticker clock() {
        return new Ticker() {
            @Override
            public Instant now() {
                synchronized (TokenGate.this) {
                    return Ticker.system().now().plus(skipped);
                }
            }

            @Override
            public long nanos() {
                return Ticker.system().nanos();
            }
        };
    }

    /** Tokens on their way to a client, which it cannot have used yet, stay good: it counts their life from now. */
    synchronized void expireAll() {
        tokens.keySet().removeAll(used);
        used.clear();
        skipped = skipped.plus(LIFE);
    }

    static boolean asksForToken(HttpHead request) {
        return request.line().matches("\\S+ /token[? ].*");
    }

    /** A token or a challenge; empty for a request that may pass. */
    Optional<byte[]> answer(HttpHead request) {
        if (asksForToken(request)) {
            return Optional.of(request.header("Authorization").equals(Optional.of(LOGIN)) ? token(request) : denial());
        }
        return permits(request) ? Optional.empty() : Optional.of(challenge(request));
    }

    private synchronized boolean permits(HttpHead request) {
        String token = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
        Set<String> rights = tokens.get(token);
        used.add(token);
        return rights != null && (scope(request).isEmpty() || rights.containsAll(rights(scope(request))));
    }

    private synchronized byte[] token(HttpHead request) {
        Set<String> rights = new HashSet<>();
        for (String pair : request.line().split("[?& ]", -1)) {
            if (pair.startsWith("scope=")) {
                rights.addAll(rights(URLDecoder.decode(pair.substring(6), StandardCharsets.UTF_8)));
            }
        }
        String token = UUID.randomUUID().toString();
        tokens.put(token, rights);
        return message("200 OK", "", "{\"token\":\"" + token + "\",\"expires_in\":" + LIFE.toSeconds() + "}");
    }

    private static Set<String> rights(String scopes) {
        Set<String> rights = new HashSet<>();
        for (String scope : scopes.split(" ", -1)) {
            int colon = scope.lastIndexOf(':');
            Arrays.stream(scope.substring(colon + 1).split(",", -1))
                    .forEach(action -> rights.add(scope.substring(0, colon + 1) + action));
        }
        return rights;
    }

    /** What a request needs; empty text for the ping. */
    private static String scope(HttpHead request) {
        Matcher target = REPOSITORY.matcher(request.line());
        if (!target.find()) {
            return "";
        }
        boolean reads = target.group(1).matches("GET|HEAD");
        return "repository:" + target.group(2) + ":" + (reads ? "pull" : "pull,push");
    }

    static byte[] challenge(HttpHead request) {
        String scope = scope(request).isEmpty() ? "" : ",scope=\"" + scope(request) + "\"";
        String realm = "http://" + request.header("Host").orElseThrow() + "/token";
        String header = "WWW-Authenticate: Bearer realm=\"" + realm + "\",service=\"registry.test\"" + scope + "\r\n";
        return message("401 Unauthorized", header, "");
    }

    private static byte[] denial() {
        return message("403 Forbidden", "", "");
    }

    private static byte[] message(String status, String headers, String content) {
        return ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + content.length()
                        + "\r\nConnection: close\r\n\r\n" + content)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
