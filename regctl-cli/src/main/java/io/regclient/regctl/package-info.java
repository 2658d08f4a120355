// SPDX-License-Identifier: Apache-2.0
/** The regctl program: its entry and its command tree. */
@NullMarked
package io.regclient.regctl;

import org.jspecify.annotations.NullMarked;
