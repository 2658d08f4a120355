// SPDX-License-Identifier: Apache-2.0
/** Content digests: sha256, sha384, sha512 (contract SH-1, OL-11). */
@NullMarked
package io.regclient.digest;

import org.jspecify.annotations.NullMarked;
