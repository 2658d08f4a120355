// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import io.regclient.server.registry.PasswordCheck;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Passwords as {@code htpasswd} stores them: bcrypt, and apr1 (MD5 in a thousand rounds) of its older default. */
final class StoredPassword {
    /** The digits are the cost: 31 would take days, 16 takes seconds. */
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

    private static final Pattern APR1 = Pattern.compile("\\$apr1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}");

    private StoredPassword() {}

    /** The check that a stored text stands for; empty for another kind of text. */
    static Optional<PasswordCheck> of(String stored) {
        if (BCRYPT.matcher(stored).matches()) {
            return Optional.of(password -> isShort(password) && BCrypt.checkpw(password, stored));
        }
        if (APR1.matcher(stored).matches()) {
            return Optional.of(password -> isShort(password) && isApr1(password, stored));
        }
        return Optional.empty();
    }

    private static boolean isApr1(String password, String stored) {
        String computed = Md5Crypt.apr1Crypt(utf8(password), stored);
        return MessageDigest.isEqual(utf8(computed), utf8(stored));
    }

    /** bcrypt knows 72 bytes; what a client sends may be a header of any length. */
    private static boolean isShort(String password) {
        return utf8(password).length <= 72;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
