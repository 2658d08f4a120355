// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.rekor.client.RekorEntry;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A signature with what proves it, of which nothing has been checked.
 *
 * @param payload what it says
 * @param isStatement true for an in-toto statement in an envelope, false for a payload that is signed as it is
 * @param signature of the envelope or the payload
 * @param certificate of who has signed
 * @param entry of the log
 * @param timestamps signed by authorities (RFC 3161), encoded
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
record CertifiedSignature(
        byte[] payload,
        boolean isStatement,
        byte[] signature,
        X509Certificate certificate,
        RekorEntry entry,
        List<byte[]> timestamps) {
    CertifiedSignature {
        timestamps = List.copyOf(timestamps);
    }
}
