// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

/**
 * What became of a server's request for a client certificate, in the last handshake of this thread (contract TL-2). What
 * follows when the server does not like it, an alert or the end of the connection, does not always say that this is why.
 */
public enum CertificateRequest {
    /** The server did not ask. */
    NONE,
    /** There is no certificate for what the server asked for. */
    UNMET,
    /** A certificate was sent. */
    ANSWERED;

    private static final ThreadLocal<CertificateRequest> LAST = ThreadLocal.withInitial(() -> NONE);

    /** A handshake of this thread begins. */
    public static void forget() {
        LAST.remove();
    }

    /** What became of the request in the last handshake of this thread. */
    public static CertificateRequest last() {
        return LAST.get();
    }

    static void note(CertificateRequest outcome) {
        LAST.set(outcome);
    }
}
