// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

/**
 * What a slot is wanted for; decides who goes next (contract CO-4, CO-5).
 *
 * @param kind kind of request
 * @param bytes body length plus expected length plus length of the transaction it belongs to, 0 when unknown
 */
public record Work(Kind kind, long bytes) {
    /** Kinds of requests, in the order small ones are preferred. */
    public enum Kind {
        HEAD,
        MANIFEST,
        QUERY,
        BLOB
    }
}
