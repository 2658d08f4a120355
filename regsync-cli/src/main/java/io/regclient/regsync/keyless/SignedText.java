// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import java.time.Instant;

/**
 * What somebody who is trusted has signed.
 *
 * @param payload what is signed: a text of the form "simple signing", or an in-toto statement
 * @param isStatement true for a statement
 * @param at when, as a log or a timestamp authority has signed it
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
public record SignedText(byte[] payload, boolean isStatement, Instant at) {}
