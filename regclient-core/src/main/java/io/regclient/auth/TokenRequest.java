// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.util.Optional;

/**
 * A request to a token server (contract AU-8, AU-9). Never printed: it holds secrets.
 *
 * @param challengedUrl URL whose answer named the token server; the guard of redirects starts there (AU-7)
 * @param url absolute URL with query
 * @param authorization value of the Authorization header
 * @param form content of an {@code application/x-www-form-urlencoded} POST; empty means GET
 */
public record TokenRequest(String challengedUrl, String url, Optional<String> authorization, Optional<String> form) {
    @Override
    public String toString() {
        return form.isPresent() ? "token POST" : "token GET";
    }
}
