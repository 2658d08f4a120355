// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.io.IOException;
import java.util.Optional;

/** One way of authentication at one server. Thread-safe. */
sealed interface Handler permits BasicHandler, BearerHandler {

    /**
     * The Authorization header of a request, fetching a token when needed.
     *
     * @throws IOException when no header can be made
     */
    String header(AuthRequest request) throws IOException;

    /**
     * Takes in a challenge.
     *
     * @param sent Authorization header of the challenged request
     * @return true when the next try carries something new, false when the server refuses what it got
     * @throws IOException when the challenge cannot be answered
     */
    boolean challenged(Challenge challenge, AuthRequest request, Optional<String> sent) throws IOException;

    /** The server let a request with this Authorization header in. */
    default void accepted(String header) {}

    /** True when the server refused what this handler has, so that another one comes first. */
    default boolean refused() {
        return false;
    }
}
