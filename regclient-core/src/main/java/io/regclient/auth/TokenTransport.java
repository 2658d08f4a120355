// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.io.IOException;

/**
 * Sends a token request once, with the TLS settings of the registry's host, following guarded redirects, without slots
 * (contract AU-7, AU-15).
 */
@FunctionalInterface
public interface TokenTransport {
    TokenReply send(TokenRequest request) throws IOException;
}
