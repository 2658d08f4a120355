// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

/**
 * Whether a server has asked for a client certificate that is not there, in the last handshake of this thread (contract
 * TL-2). Before TLS 1.3 what follows, an alert or the end of the connection, does not say that this is why.
 */
public final class UnmetRequest {
    private static final ThreadLocal<Boolean> UNMET = ThreadLocal.withInitial(() -> false);

    private UnmetRequest() {}

    /** A handshake of this thread begins. */
    public static void forget() {
        UNMET.remove();
    }

    public static boolean isNoted() {
        return UNMET.get();
    }

    static void note() {
        UNMET.set(true);
    }
}
