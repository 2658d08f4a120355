// SPDX-License-Identifier: Apache-2.0

/**
 * Time as a dependency: the clock ({@link io.regclient.time.Ticker}), waiting ({@link io.regclient.time.Sleeper}), the
 * arithmetic of retry delays and the duration texts that configuration files use. Nothing outside this package may
 * put a thread to sleep, so every wait of the library can be driven by a test clock.
 */
@NullMarked
package io.regclient.time;

import org.jspecify.annotations.NullMarked;
