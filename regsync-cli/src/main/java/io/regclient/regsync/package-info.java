// SPDX-License-Identifier: Apache-2.0
/** The regsync program: its entry and its commands. */
@NullMarked
package io.regclient.regsync;

import org.jspecify.annotations.NullMarked;
