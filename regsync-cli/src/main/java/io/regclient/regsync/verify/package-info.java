// SPDX-License-Identifier: Apache-2.0
/** Looks whether what was mirrored is still whole, and brings again what is missing. */
@NullMarked
package io.regclient.regsync.verify;

import org.jspecify.annotations.NullMarked;
