// SPDX-License-Identifier: Apache-2.0
/** Programs and servers that are asked before a copy and told what came of it: the key {@code hooks}. */
@NullMarked
package io.regclient.regsync.hook;

import org.jspecify.annotations.NullMarked;
