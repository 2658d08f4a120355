// SPDX-License-Identifier: Apache-2.0
/** What an image must have before it is copied: the key {@code gates}. */
@NullMarked
package io.regclient.regsync.gate;

import org.jspecify.annotations.NullMarked;
