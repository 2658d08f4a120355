// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import java.util.Base64;

/** Base64 that may be wrapped in lines: what signs writes it so, and cosign reads over line ends (RFC 4648, 3.3). */
public final class WrappedBase64 {
    private WrappedBase64() {}

    /**
     * The bytes; only line ends are read over.
     *
     * @throws IllegalArgumentException for what is not base64
     */
    public static byte[] decode(String text) {
        return Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
    }
}
