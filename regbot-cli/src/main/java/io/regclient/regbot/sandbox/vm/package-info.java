// SPDX-License-Identifier: Apache-2.0
/**
 * The Lua 5.1 machine of regbot: the LuaJ compiler and value types below an interpreter of our own, because the
 * original one cannot be interrupted, prints numbers in float precision, shares string metatables between scripts and
 * visits table keys in hash order. Scripts cannot reach Java from here: no class is ever looked up by name.
 */
@NullMarked
package io.regclient.regbot.sandbox.vm;

import org.jspecify.annotations.NullMarked;
