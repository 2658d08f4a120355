// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

/**
 * A login: user and password, or an identity token (contract CH-2, AU-9). Never printed.
 *
 * @param user user name, empty when none
 * @param password password, empty when none
 * @param token refresh (identity) token, empty when none
 */
public record Credential(String user, String password, String token) {
    public static final Credential NONE = new Credential("", "", "");

    public boolean isEmpty() {
        return (user.isEmpty() || password.isEmpty()) && token.isEmpty();
    }

    @Override
    public String toString() {
        return isEmpty() ? "no credential" : "credential of " + (user.isEmpty() ? "<token>" : user);
    }
}
