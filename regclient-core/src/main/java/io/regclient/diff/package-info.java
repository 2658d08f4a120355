// SPDX-License-Identifier: Apache-2.0
/** What was changed between two texts, line by line (contract regctl 9.2.4). */
@NullMarked
package io.regclient.diff;

import org.jspecify.annotations.NullMarked;
