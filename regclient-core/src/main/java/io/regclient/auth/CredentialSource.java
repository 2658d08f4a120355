// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.config.Credential;

/** Looks up the login of one host at the moment it is needed: it may come from a helper and expire (contract CH-3). */
@FunctionalInterface
public interface CredentialSource {
    /** The login, NONE when there is none. */
    Credential credential();
}
