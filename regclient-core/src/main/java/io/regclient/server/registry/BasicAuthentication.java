// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Request;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Basic authentication (RFC 7617) with a fixed list of users who may all do everything. Each request of a client bears the
 * password, and the check of one that is stored as a hash takes a tenth of a second: a good one is remembered by a hash
 * that only this process can make.
 */
final class BasicAuthentication {
    private static final String REALM = "regclient registry";

    private final Map<String, PasswordCheck> users;
    private final Map<String, String> verified = new ConcurrentHashMap<>();
    private final String salt = salt();

    BasicAuthentication(Map<String, PasswordCheck> users) {
        this.users = users;
    }

    private static String salt() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Lets the request pass or refuses it with 401 and a challenge. */
    void check(Request request) throws Refusal {
        if (!users.isEmpty()
                && !request.header("Authorization").filter(this::isKnown).isPresent()) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED, "a user name and a password are required")
                    .withHeader("WWW-Authenticate", "Basic realm=\"" + REALM + "\"");
        }
    }

    private boolean isKnown(String header) {
        Optional<String> credentials = decode(header);
        int colon = credentials.map(c -> c.indexOf(':')).orElse(-1);
        if (colon < 0) {
            return false;
        }
        String name = credentials.orElse("").substring(0, colon);
        String password = credentials.orElse("").substring(colon + 1);
        PasswordCheck check = users.get(name);
        return check != null && (isVerified(name, password) || verify(name, password, check));
    }

    private boolean isVerified(String name, String password) {
        return digest(password).equals(verified.get(name));
    }

    private boolean verify(String name, String password, PasswordCheck check) {
        boolean good = check.matches(password);
        if (good) {
            verified.put(name, digest(password));
        }
        return good;
    }

    private String digest(String password) {
        return Digest.sha256((salt + password).getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static Optional<String> decode(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
            return Optional.of(new String(decoded, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
