// SPDX-License-Identifier: Apache-2.0
/** Slots and pacing shared by all work of the process (contract section 8). */
@NullMarked
package io.regclient.throttle;

import org.jspecify.annotations.NullMarked;
