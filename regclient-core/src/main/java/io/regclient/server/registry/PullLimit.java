// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.time.Duration;

/**
 * A limit of manifest downloads, announced by {@code RateLimit-Limit} and {@code RateLimit-Remaining} headers (contract
 * MF-19) and enforced by 429 with {@code Retry-After}. All clients share one count; HEAD requests are free.
 *
 * @param pulls downloads allowed in a window, at least 0
 * @param window length of a window, at least a second; the first download opens it
 */
public record PullLimit(int pulls, Duration window) {

    public PullLimit {
        if (pulls < 0 || window.toSeconds() < 1) {
            throw new IllegalArgumentException("not a pull limit: " + pulls + " in " + window);
        }
    }
}
