// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Tells whether somebody who is trusted has signed. Not for several threads at once. */
interface SignatureCheck {
    /**
     * What is signed by somebody who is trusted.
     *
     * @param payload a text of the form "simple signing", or an in-toto statement
     * @param isStatement true for a statement
     * @param at when it was signed, where anybody says so
     */
    @SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
    record Signed(byte[] payload, boolean isStatement, Optional<Instant> at) {}

    /**
     * Checks a payload with its signature in the annotations of its layer.
     *
     * @return empty, and told to the refusals, when the signature is not one that counts
     * @throws IOException for what cannot be read
     */
    Optional<Signed> payload(byte[] payload, Map<String, String> annotations, Refusals refusals) throws IOException;

    /** The same for a bundle. */
    Optional<Signed> bundle(byte[] json, Refusals refusals) throws IOException;

    /** The key by which a configuration says what name a signature is for. */
    String keyOfName();
}
