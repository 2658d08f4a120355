// SPDX-License-Identifier: Apache-2.0
/**
 * Completion of command lines by shells (contract regctl 1.7): the scripts, and the hidden commands they ask. No other
 * command loads any of it.
 */
@NullMarked
package io.regclient.kit.complete;

import org.jspecify.annotations.NullMarked;
