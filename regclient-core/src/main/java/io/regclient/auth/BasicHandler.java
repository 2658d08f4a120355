// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.config.Credential;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** User and password in every request (contract AU-6, RFC 7617). */
final class BasicHandler implements Handler {
    private final CredentialSource credentials;
    private @Nullable String realm;
    private String refusedHeader = "";

    BasicHandler(CredentialSource credentials) {
        this.credentials = credentials;
    }

    @Override
    public String header(AuthRequest request) throws RegistryException {
        return of(credentials.credential()).orElseThrow(BasicHandler::noCredentials);
    }

    @Override
    public synchronized boolean challenged(Challenge challenge, AuthRequest request, Optional<String> sent)
            throws RegistryException {
        if (!challenge.parameters().containsKey("realm")) {
            throw RegistryException.of(ErrorKind.INVALID_CHALLENGE, "invalid challenge: Basic without a realm");
        }
        if (realm != null && !realm.equals(challenge.parameter("realm"))) {
            throw RegistryException.of(ErrorKind.INVALID_CHALLENGE, "invalid challenge: the Basic realm changed");
        }
        String header = header(request);
        realm = challenge.parameter("realm");
        if (sent.isEmpty()) {
            refusedHeader = "";
        } else if (sent.get().equals(header)) {
            refusedHeader = header;
        }
        return !header.equals(refusedHeader);
    }

    @Override
    public synchronized boolean refused() {
        return !refusedHeader.isEmpty();
    }

    /** The header value of a login; empty without user or password. */
    static Optional<String> of(Credential credential) {
        if (credential.user().isEmpty() || credential.password().isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (credential.user() + ":" + credential.password()).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static RegistryException noCredentials() {
        return RegistryException.of(ErrorKind.HTTP_UNAUTHORIZED, "no credentials available: unauthorized");
    }
}
