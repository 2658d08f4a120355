// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Tells whether a text is the password of a user; the password itself may be stored as a hash. */
@FunctionalInterface
public interface PasswordCheck {
    /** True for the right password. May take long: a good one is remembered by who asks. */
    boolean matches(String password);

    /** The check of a password that is known. */
    static PasswordCheck of(String password) {
        byte[] expected = password.getBytes(StandardCharsets.UTF_8);
        return given -> MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }
}
