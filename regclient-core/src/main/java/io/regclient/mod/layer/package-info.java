// SPDX-License-Identifier: Apache-2.0
/**
 * One layer rewritten: its archive entry by entry through the file steps, its compression, its digest. It knows nothing
 * of the image around it.
 */
@NullMarked
package io.regclient.mod.layer;

import org.jspecify.annotations.NullMarked;
