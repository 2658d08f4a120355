// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Basic authentication (RFC 7617) with a fixed list of users who may all do everything. */
final class BasicAuthentication {
    private static final String REALM = "regclient registry";

    private final Map<String, String> users;

    BasicAuthentication(Map<String, String> users) {
        this.users = users;
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
        String expected = users.get(name);
        return expected != null && MessageDigest.isEqual(utf8(expected), utf8(password));
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
