// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

/**
 * Answer of a token server. Never printed: it holds secrets.
 *
 * @param status HTTP status
 * @param body content as UTF-8 text, cut off at a sane length by the transport
 * @param reason what the server says about a failure, one line, empty when it says nothing
 */
public record TokenReply(int status, String body, String reason) {
    @Override
    public String toString() {
        return "token reply " + status;
    }
}
