// SPDX-License-Identifier: Apache-2.0
/** Streams of content whose size and digest are checked while they pass (contract VD-1, RB-10). */
@NullMarked
package io.regclient.stream;

import org.jspecify.annotations.NullMarked;
