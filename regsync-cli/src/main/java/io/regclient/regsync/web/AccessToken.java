// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A secret that whoever asks has to know: as a bearer token, or as the password of any user, which is what browsers ask
 * people for.
 */
public final class AccessToken {
    /** In bytes: no token is longer. */
    private static final int MAX_FILE = 4096;

    /** Visible ASCII characters: others do not survive a header. */
    private static final Pattern FORM = Pattern.compile("[!-~]{16,}");

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final byte[] secret;

    AccessToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file with a token in its only line.
     *
     * @param name of the file, for messages
     * @throws RegistryException of kind LOCAL_IO or INVALID_INPUT
     */
    public static AccessToken read(Path file, String name) throws RegistryException {
        String text;
        try {
            text = SmallFile.read(file, MAX_FILE)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                    .orElse("");
        } catch (IOException e) {
            throw RegistryException.ofFile("failed to read token file " + name, FileFailure.reason(e), e);
        }
        if (!FORM.matcher(text).matches()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "token file " + name
                            + " has no token: one line of 16 to 4096 visible ASCII characters is expected");
        }
        return new AccessToken(text);
    }

    /** Whether a header {@code Authorization} has it; takes as long for a wrong one as for another. */
    boolean isIn(String authorization) {
        String lower = authorization.toLowerCase(Locale.ROOT);
        if (lower.startsWith(BEARER)) {
            return is(authorization.substring(BEARER.length()).strip());
        }
        return lower.startsWith(BASIC)
                && is(password(authorization.substring(BASIC.length()).strip()));
    }

    private static String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    boolean isSame(AccessToken other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    private boolean is(String text) {
        return MessageDigest.isEqual(secret, text.getBytes(StandardCharsets.UTF_8));
    }
}
