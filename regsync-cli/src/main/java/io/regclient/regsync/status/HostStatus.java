// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What became of the requests to a host since the server started.
 *
 * @param host its name in the configuration; {@code other} for all hosts beyond a limit
 * @param requests how many by status, {@code none} for those without an answer
 * @param retries how many of them had been tried before
 * @param sentBytes of content
 * @param receivedBytes of content
 * @param answering time until the heads of the answers, of all requests together
 * @param width requests at the same time, at most; empty before the first answer
 * @param remaining requests that the host said it would still answer, empty when it never did
 */
public record HostStatus(
        String host,
        Map<String, Long> requests,
        long retries,
        long sentBytes,
        long receivedBytes,
        Duration answering,
        OptionalInt width,
        OptionalLong remaining) {
    private static final String TOO_MANY = "429";

    public HostStatus {
        requests = Map.copyOf(requests);
    }

    /** All requests. */
    public long total() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Requests that the host refused because there were too many. */
    public long refused() {
        return requests.getOrDefault(TOO_MANY, 0L);
    }
}
