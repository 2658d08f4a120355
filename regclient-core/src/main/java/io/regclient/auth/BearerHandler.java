// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.config.Credential;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A token with the scopes that were needed so far (contract AU-7 to AU-13). One thread fetches, the others wait for its
 * token.
 */
final class BearerHandler implements Handler {
    private static final int MAX_REFUSED = 100;

    private final TokenFetcher fetcher;
    private final CredentialSource credentials;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Scopes needed = new Scopes();
    private final Scopes useful = new Scopes();
    private final Set<String> refused = new HashSet<>();
    private @Nullable TokenServer server;
    private @Nullable BearerToken token;
    private Credential login = Credential.NONE;
    private String refreshToken = "";

    /** Header of a token that was good for an earlier request. */
    private volatile String acceptedHeader = "";

    /** Header of the last token that was given up because it stopped being good. */
    private String revokedHeader = "";

    BearerHandler(TokenFetcher fetcher, CredentialSource credentials, Ticker ticker) {
        this.fetcher = fetcher;
        this.credentials = credentials;
        this.ticker = ticker;
    }

    @Override
    public String header(AuthRequest request) throws IOException {
        lock();
        try {
            if (addScopes(request)) {
                token = null;
            }
            BearerToken live = token;
            if (live == null || live.expired(ticker.now())) {
                live = fetch();
                token = live;
            }
            return live.header();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean challenged(Challenge challenge, AuthRequest request, Optional<String> sent) throws IOException {
        lock();
        try {
            boolean first = server == null;
            rememberServer(challenge, request);
            boolean added = needed.add(challenge.parameter("scope"));
            added |= addScopes(request);
            BearerToken live = token;
            if (first || added || live == null) {
                token = null;
                return true;
            }
            // same token as sent and still good: the server says no. Otherwise it expired or another thread renewed it.
            return live.expired(ticker.now())
                    || !sent.equals(Optional.of(live.header()))
                    || loginChanged()
                    || revoked(challenge, live);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A token that was good and is refused may have been revoked: worth one new token. The same token again, or the
     * remark that its rights do not suffice, is a denial (AU-13).
     */
    private boolean revoked(Challenge challenge, BearerToken live) {
        boolean denied = challenge.parameter("error").equalsIgnoreCase("insufficient_scope");
        if (denied || !live.header().equals(acceptedHeader) || live.header().equals(revokedHeader)) {
            return false;
        }
        revokedHeader = live.header();
        token = null;
        return true;
    }

    @Override
    public void accepted(String header) {
        acceptedHeader = header;
    }

    /** A token for an older login, or for none while a credential helper failed (CH-3), is not worth keeping. */
    private boolean loginChanged() {
        boolean changed = !credentials.credential().equals(login);
        if (changed) {
            token = null;
        }
        return changed;
    }

    private void lock() throws RegistryException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "waiting for a token: context canceled", e);
        }
    }

    private boolean addScopes(AuthRequest request) {
        boolean added = false;
        for (String scope : request.scopes()) {
            added |= needed.add(scope);
        }
        for (String scope : request.extraScopes()) {
            added |= !refused.contains(scope) && useful.add(scope);
        }
        return added;
    }

    /** Realm and service stay as first seen (AU-4); a relative realm is resolved once (AU-7). */
    private void rememberServer(Challenge challenge, AuthRequest request) throws RegistryException {
        String realm = challenge.parameter("realm");
        String service = challenge.parameter("service");
        if (realm.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_CHALLENGE, "invalid challenge: Bearer without a realm");
        }
        if (server == null) {
            server = new TokenServer(realm, resolve(request, realm), service, request.url());
        } else if (!server.realm().equals(realm) || !server.service().equals(service)) {
            throw RegistryException.of(
                    ErrorKind.INVALID_CHALLENGE, "invalid challenge: the Bearer realm or service changed");
        }
    }

    private static String resolve(AuthRequest request, String realm) throws RegistryException {
        try {
            return request.path().resolve(realm).toString();
        } catch (IllegalArgumentException e) {
            throw RegistryException.of(
                    ErrorKind.INVALID_CHALLENGE, "invalid challenge: the Bearer realm is not a URL", e);
        }
    }

    private BearerToken fetch() throws IOException {
        if (server == null) {
            throw RegistryException.of(ErrorKind.INVALID_CHALLENGE, "no Bearer challenge seen yet");
        }
        login = credentials.credential();
        String refresh = refreshToken.isEmpty() ? login.token() : refreshToken;
        BearerToken fetched = fetchUseful(server, refresh);
        if (!fetched.refreshToken().isEmpty()) {
            refreshToken = fetched.refreshToken();
        }
        return fetched;
    }

    /** Asks for all scopes; when that is refused, once more without those that are only useful (AU-18). */
    private BearerToken fetchUseful(TokenServer from, String refresh) throws IOException {
        List<String> optional = useful.list();
        try {
            Scopes all = new Scopes();
            needed.list().forEach(all::add);
            optional.forEach(all::add);
            return fetcher.fetch(from, all.list(), login, refresh);
        } catch (RegistryException e) {
            if (optional.isEmpty() || e.kind() != ErrorKind.HTTP_UNAUTHORIZED) {
                throw e;
            }
            if (refused.size() < MAX_REFUSED) {
                refused.addAll(optional);
            }
            useful.clear();
            return fetcher.fetch(from, needed.list(), login, refresh);
        }
    }
}
