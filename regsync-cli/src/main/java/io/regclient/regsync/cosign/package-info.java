// SPDX-License-Identifier: Apache-2.0
/** Signatures of cosign by public keys: where they are stored, what they say, and whether they are right. */
@NullMarked
package io.regclient.regsync.cosign;

import org.jspecify.annotations.NullMarked;
