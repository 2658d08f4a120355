// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.config.Credential;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.RecentlyUsed;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * Authentication of the requests made on behalf of one configured host (contract section 4). Nothing is sent before a
 * server asks (AU-1), and the login goes only to the configured host itself, everybody else is served anonymously
 * (AU-2). Thread-safe.
 */
public final class HostAuth {
    /** Servers and repositories whose tokens are remembered at the same time; the least recently used is forgotten. */
    private static final int MAX_ENTRIES = 500;

    private static final CredentialSource ANONYMOUS = () -> Credential.NONE;

    private final String home;
    private final boolean perRepository;
    private final CredentialSource credentials;
    private final TokenFetcher fetcher;
    private final Ticker ticker;
    private final RecentlyUsed<Key, Map<String, Handler>> handlers = new RecentlyUsed<>(MAX_ENTRIES);
    private final Map<String, Boolean> reportedTypes = new ConcurrentHashMap<>();

    /**
     * Authentication of a host.
     *
     * @param home URL of the host that may see the login
     * @param perRepository a token per repository instead of one for all (configuration key {@code repoAuth})
     * @param clientId user agent text, sent as {@code client_id} to token servers (AU-8)
     */
    public HostAuth(
            String home,
            boolean perRepository,
            String clientId,
            CredentialSource credentials,
            TokenTransport transport,
            Ticker ticker) {
        this.home = home;
        this.perRepository = perRepository;
        this.credentials = credentials;
        this.fetcher = new TokenFetcher(transport, clientId, ticker);
        this.ticker = ticker;
    }

    /**
     * The Authorization header for a request; empty as long as the server has not asked for one.
     *
     * @throws IOException when the server asked but no header can be made, for example because the token server fails
     */
    public Optional<String> authorization(AuthRequest request) throws IOException {
        synchronized (handlers) {
            if (handlers.isEmpty()) {
                return Optional.empty();
            }
        }
        Optional<IOException> failure = Optional.empty();
        for (Handler handler : known(request)) {
            try {
                return Optional.of(handler.header(request));
            } catch (RegistryException e) {
                if (e.is(ErrorKind.CANCELED)) {
                    throw e;
                }
                failure = Optional.of(e); // the next handler may do better (AU-5)
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }

    /**
     * Takes in a 401 answer. Returns normally when the request is worth sending again.
     *
     * @param lines all {@code WWW-Authenticate} header lines
     * @param sent Authorization header of the refused request
     * @throws RegistryException of kind EMPTY_CHALLENGE, PARSING_FAILED, INVALID_CHALLENGE or HTTP_UNAUTHORIZED (AU-4)
     */
    public void challenged(AuthRequest request, List<String> lines, Optional<String> sent) throws IOException {
        List<Challenge> challenges = ChallengeParser.parse(lines);
        if (challenges.isEmpty()) {
            throw RegistryException.of(ErrorKind.EMPTY_CHALLENGE, "empty challenge header");
        }
        boolean worthIt = false;
        List<RegistryException> failures = new ArrayList<>();
        for (Challenge challenge : challenges) {
            try {
                worthIt |= answer(challenge, request, sent);
            } catch (RegistryException e) {
                if (e.is(ErrorKind.CANCELED)) {
                    throw e;
                }
                failures.add(e);
            }
        }
        if (!worthIt) {
            throw failures.isEmpty()
                    ? RegistryException.of(ErrorKind.HTTP_UNAUTHORIZED, "unauthorized")
                    : failures.getFirst();
        }
    }

    /**
     * Takes in that a request was let in.
     *
     * @param header Authorization header that was sent
     */
    public void accepted(AuthRequest request, String header) {
        find(request, "bearer").ifPresent(handler -> handler.accepted(header));
    }

    private boolean answer(Challenge challenge, AuthRequest request, Optional<String> sent) throws IOException {
        CredentialSource source = mayUseLogin(request.origin()) ? credentials : ANONYMOUS;
        Optional<Handler> fresh = switch (challenge.type()) {
            case "basic" -> Optional.of(new BasicHandler(source));
            case "bearer" -> Optional.of(new BearerHandler(fetcher, source, ticker));
            default -> Optional.empty();
        };
        if (fresh.isEmpty()) {
            reportUnknown(challenge.type());
            return false;
        }
        Handler handler = find(request, challenge.type()).orElse(fresh.get());
        boolean news = handler.challenged(challenge, request, sent);
        Handler kept = remember(request, challenge.type(), handler);
        // two threads met their first challenge at the same time: the other one's handler learns of this one too
        return kept == handler ? news : kept.challenged(challenge, request, sent) || news;
    }

    /** AU-2, and never over http when the host is configured for https. */
    private boolean mayUseLogin(String origin) {
        boolean downgrade = origin.startsWith("http://") && home.startsWith("https://");
        String scheme = origin.substring(0, origin.indexOf("://"));
        return !downgrade && origin.equals(AuthRequest.origin(scheme + home.substring(home.indexOf("://"))));
    }

    private void reportUnknown(String type) {
        if (reportedTypes.size() < MAX_ENTRIES && reportedTypes.putIfAbsent(type, true) == null) {
            LoggerFactory.getLogger(HostAuth.class)
                    .atWarn()
                    .addKeyValue("host", AuthRequest.origin(home))
                    .addKeyValue("type", type)
                    .log("Unsupported authentication type");
        }
    }

    /** Handlers in the order of AU-5, those that were refused last. */
    private List<Handler> known(AuthRequest request) {
        List<Handler> known = new ArrayList<>();
        find(request, "basic").ifPresent(known::add);
        find(request, "bearer").ifPresent(known::add);
        known.sort(Comparator.comparing(Handler::refused));
        return known;
    }

    private Optional<Handler> find(AuthRequest request, String type) {
        synchronized (handlers) {
            return handlers.get(key(request)).flatMap(types -> Optional.ofNullable(types.get(type)));
        }
    }

    private Handler remember(AuthRequest request, String type, Handler handler) {
        synchronized (handlers) {
            Handler earlier =
                    handlers.getOrPut(key(request), LinkedHashMap::new).putIfAbsent(type, handler);
            return earlier == null ? handler : earlier;
        }
    }

    private Key key(AuthRequest request) {
        return new Key(request.origin(), perRepository ? request.repository() : "");
    }

    private record Key(String origin, String repository) {}
}
