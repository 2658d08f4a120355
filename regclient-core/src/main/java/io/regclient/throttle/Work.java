// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

/**
 * What a slot is wanted for; decides who goes next (contract CO-4, CO-5).
 *
 * @param kind kind of request
 * @param bytes body length plus expected length plus length of the transaction it belongs to, 0 when unknown
 * @param again it has failed before: it goes before all that was not tried yet
 */
public record Work(Kind kind, long bytes, boolean again) {
    /** Work that was not tried before. */
    public Work(Kind kind, long bytes) {
        this(kind, bytes, false);
    }

    /** The same after a failure. */
    public Work afterFailure() {
        return new Work(kind, bytes, true);
    }

    /** Kinds of requests, in the order small ones are preferred. */
    public enum Kind {
        HEAD,
        MANIFEST,
        QUERY,
        BLOB
    }
}
