// SPDX-License-Identifier: Apache-2.0
/**
 * The Lua 5.1 standard library as scripts of regbot see it. Everything here is harmless to the host by itself; files,
 * processes and modules from disk are in the classes named after the host and are installed only when the operator
 * allows it.
 */
@NullMarked
package io.regclient.regbot.sandbox.lib;

import org.jspecify.annotations.NullMarked;
