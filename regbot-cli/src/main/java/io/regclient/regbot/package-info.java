// SPDX-License-Identifier: Apache-2.0
/** The regbot program: its entry and its commands. */
@NullMarked
package io.regclient.regbot;

import org.jspecify.annotations.NullMarked;
