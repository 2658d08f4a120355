// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures by certificates instead of keys, and everything that touches the library of sigstore. Loaded by the first
 * image that a gate wants such a signature of, and by nothing else.
 */
@NullMarked
package io.regclient.regsync.keyless;

import org.jspecify.annotations.NullMarked;
