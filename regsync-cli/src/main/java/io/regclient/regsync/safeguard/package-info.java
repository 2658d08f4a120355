// SPDX-License-Identifier: Apache-2.0
/** What stands between a change at the source and the target: young images, tags that moved, tags that were put back. */
@NullMarked
package io.regclient.regsync.safeguard;

import org.jspecify.annotations.NullMarked;
