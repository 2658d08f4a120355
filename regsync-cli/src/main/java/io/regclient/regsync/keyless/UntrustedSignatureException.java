// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

/** A signature that does not count; the message is the reason in one line. */
public final class UntrustedSignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isWhole;

    private UntrustedSignatureException(String reason, boolean isWhole) {
        super(reason);
        this.isWhole = isWhole;
    }

    /** It is not right, or nobody can tell. */
    static UntrustedSignatureException of(String reason) {
        return new UntrustedSignatureException(reason, false);
    }

    /** It is right, but somebody else has made it. */
    static UntrustedSignatureException ofOther(String reason) {
        return new UntrustedSignatureException(reason, true);
    }

    /** True when it is right and only made by somebody who is not wanted. */
    public boolean isOfOther() {
        return isWhole;
    }
}
