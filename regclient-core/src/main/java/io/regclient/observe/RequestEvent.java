// SPDX-License-Identifier: Apache-2.0
package io.regclient.observe;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One request that was sent and is over: its answer has been read or given up, or there was none. Redirects, repetitions
 * and token requests are requests of their own.
 *
 * @param host name of the configured host on whose behalf it was sent: the registry or a mirror, also for a token server
 *     or where a redirect led
 * @param method HTTP method
 * @param kind what it is about
 * @param retry times the same request was tried before, on any host; 0 for the first try
 * @param status of the answer, empty when there was none
 * @param bytes content that crossed the network
 * @param answered from sending the request to the head of the answer, or to the failure
 * @param total from sending the request to its end
 */
public record RequestEvent(
        String host,
        String method,
        RequestKind kind,
        int retry,
        OptionalInt status,
        Bytes bytes,
        Duration answered,
        Duration total) {

    /**
     * Bytes of content, without headers.
     *
     * @param sent bytes that were sent, whether or not they arrived
     * @param received bytes that were read
     */
    public record Bytes(long sent, long received) {}
}
