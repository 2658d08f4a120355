// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

/**
 * Who asks a database.
 *
 * @param user empty for the one in the URL, or none
 * @param password empty for the one in the URL, or none
 */
public record DatabaseLogin(String user, String password) {
    /** What the URL says. */
    public static final DatabaseLogin NONE = new DatabaseLogin("", "");

    boolean isGiven() {
        return !user.isEmpty() || !password.isEmpty();
    }

    @Override
    public String toString() {
        return "DatabaseLogin[" + user + "]"; // never the password
    }
}
