// SPDX-License-Identifier: Apache-2.0
/** OCI image layouts in a directory: atomic files, one writer at a time, garbage collection (contract section 14). */
@NullMarked
package io.regclient.scheme.ocidir;

import org.jspecify.annotations.NullMarked;
