// SPDX-License-Identifier: Apache-2.0
/** What runs remember of each other: what they saw at sources, what they did at targets, and what waits. */
@NullMarked
package io.regclient.regsync.state;

import org.jspecify.annotations.NullMarked;
