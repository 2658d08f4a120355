// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import io.regclient.json.JsonWriter;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bearer authentication in front of the registry: challenges, a token endpoint at {@code /token} that knows GET with
 * Basic credentials and the OAuth2 POST, and tokens that are good for their scopes until they expire.
 */
final class TokenAuthority extends Filter {
    static final String SERVICE = "registry.test";
    private static final String PATH = "/token";
    private static final Pattern REPOSITORY = Pattern.compile("/v2/(.+)/(?:manifests|blobs|tags|referrers)(?:/.*)?");

    private final Map<String, String> users;
    private final Duration ttl;
    private final boolean anonymousPull;
    private final InstantSource clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();

    private record Token(Set<String> rights, Instant expiry) {}

    TokenAuthority(Map<String, String> users, Duration ttl, boolean anonymousPull, InstantSource clock) {
        this.users = Map.copyOf(users);
        this.ttl = ttl;
        this.anonymousPull = anonymousPull;
        this.clock = clock;
    }

    @Override
    public String description() {
        return "bearer tokens";
    }

    void expireAll() {
        tokens.clear();
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (exchange.getRequestURI().getPath().equals(PATH)) {
            issue(exchange);
            return;
        }
        String needed = neededScope(exchange);
        if (permits(exchange, needed)) {
            chain.doFilter(exchange);
        } else {
            challenge(exchange, needed);
        }
    }

    /** The scope of a request, empty text for the ping. */
    private static String neededScope(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v2/_catalog")) {
            return "registry:catalog:*";
        }
        Matcher m = REPOSITORY.matcher(path);
        if (!m.matches()) {
            return "";
        }
        String actions = switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> "pull";
            case "DELETE" -> "delete";
            default -> "pull,push";
        };
        return "repository:" + m.group(1) + ":" + actions;
    }

    private boolean permits(HttpExchange exchange, String needed) {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!header.startsWith("Bearer ")) {
            return false;
        }
        Token token = tokens.get(header.substring(7));
        return token != null
                && clock.instant().isBefore(token.expiry())
                && token.rights().containsAll(rights(needed));
    }

    /** {@code repository:a:pull,push} as its single rights {@code repository:a:pull} and {@code repository:a:push}. */
    private static List<String> rights(String scopes) {
        List<String> rights = new ArrayList<>();
        for (String scope : scopes.trim().split(" +", -1)) {
            int colon = scope.lastIndexOf(':');
            for (String action : scope.substring(colon + 1).split(",", -1)) {
                rights.add(scope.substring(0, colon + 1) + action);
            }
        }
        rights.removeIf(String::isEmpty);
        return rights;
    }

    private static void challenge(HttpExchange exchange, String needed) throws IOException {
        String scheme = exchange.getHttpContext().getServer() instanceof HttpsServer ? "https" : "http";
        String realm = scheme + "://127.0.0.1:" + exchange.getLocalAddress().getPort() + PATH;
        String scope = needed.isEmpty() ? "" : ",scope=\"" + needed + "\"";
        exchange.getResponseHeaders()
                .set("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"" + SERVICE + "\"" + scope);
        send(exchange, 401, Map.of("errors", List.of(Map.of("code", "UNAUTHORIZED"))));
    }

    private void issue(HttpExchange exchange) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        String form = post
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        Map<String, List<String>> parameters = parse(form);
        Optional<String> user = post ? oauthUser(parameters) : basicUser(exchange);
        boolean credentials = post || exchange.getRequestHeaders().containsKey("Authorization");
        if (credentials && user.isEmpty()) {
            send(exchange, 401, Map.of("errors", List.of(Map.of("code", "UNAUTHORIZED"))));
            return;
        }
        List<String> rights = new ArrayList<>();
        parameters.getOrDefault("scope", List.of()).forEach(scope -> rights.addAll(rights(scope)));
        if (user.isEmpty()) {
            rights.removeIf(right -> !anonymousPull || !right.endsWith(":pull"));
        }
        String token = UUID.randomUUID().toString();
        tokens.put(token, new Token(Set.copyOf(rights), clock.instant().plus(ttl)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(post ? "access_token" : "token", token);
        answer.put("expires_in", ttl.toSeconds());
        answer.put("issued_at", clock.instant().toString());
        boolean offline = parameters.getOrDefault("offline_token", List.of()).contains("true")
                || parameters.getOrDefault("access_type", List.of()).contains("offline");
        if (user.isPresent() && offline) {
            String refresh = UUID.randomUUID().toString();
            refreshTokens.put(refresh, user.get());
            answer.put("refresh_token", refresh);
        }
        send(exchange, 200, answer);
    }

    private Optional<String> oauthUser(Map<String, List<String>> form) {
        String grant = first(form, "grant_type");
        if (grant.equals("refresh_token")) {
            return Optional.ofNullable(refreshTokens.get(first(form, "refresh_token")));
        }
        return known(first(form, "username"), first(form, "password"));
    }

    private Optional<String> basicUser(HttpExchange exchange) {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!header.startsWith("Basic ")) {
            return Optional.empty();
        }
        String decoded = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
        int colon = decoded.indexOf(':');
        return colon < 0 ? Optional.empty() : known(decoded.substring(0, colon), decoded.substring(colon + 1));
    }

    private Optional<String> known(String name, String password) {
        return password.equals(users.get(name)) ? Optional.of(name) : Optional.empty();
    }

    private static Map<String, List<String>> parse(String form) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        Arrays.stream(form.split("&", -1)).filter(pair -> pair.contains("=")).forEach(pair -> {
            int equal = pair.indexOf('=');
            String value = URLDecoder.decode(pair.substring(equal + 1), StandardCharsets.UTF_8);
            parameters
                    .computeIfAbsent(pair.substring(0, equal), n -> new ArrayList<>())
                    .add(value);
        });
        return parameters;
    }

    private static String first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of("")).getFirst();
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        try (exchange) {
            byte[] body = JsonWriter.compact(json);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
