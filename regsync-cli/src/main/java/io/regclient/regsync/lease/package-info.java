// SPDX-License-Identifier: Apache-2.0
/** How several servers on one database share entries: one runs an entry at a time, and a dead one is replaced. */
@NullMarked
package io.regclient.regsync.lease;

import org.jspecify.annotations.NullMarked;
