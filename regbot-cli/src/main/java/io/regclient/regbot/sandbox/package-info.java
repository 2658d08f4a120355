// SPDX-License-Identifier: Apache-2.0
/**
 * One run of one user script: the Lua state with the registry functions, its limits of time and memory, and what it may
 * reach of the host. Every run gets a new state, so nothing a script sets survives it or leaks into another script.
 */
@NullMarked
package io.regclient.regbot.sandbox;

import org.jspecify.annotations.NullMarked;
