// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it reached the registry.
 *
 * @param method HTTP method
 * @param path path as sent
 * @param query query as sent, empty text when there was none
 * @param headers request headers; names begin with a capital and continue in lower case
 * @param status HTTP status of the answer; 0 when there was none (yet)
 */
public record RecordedRequest(String method, String path, String query, Map<String, List<String>> headers, int status) {

    public RecordedRequest {
        headers = Map.copyOf(headers);
    }

    /** The first value of a header, in any letter case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header, in any letter case. */
    public List<String> headers(String name) {
        return headers.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    /** Method and path with query, for example {@code GET /v2/a/tags/list?n=2}. */
    public String line() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }

    @Override
    public String toString() {
        return line() + " -> " + status;
    }
}
