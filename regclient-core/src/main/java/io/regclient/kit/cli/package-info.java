// SPDX-License-Identifier: Apache-2.0
/**
 * The command line kit shared by the three programs: a command tree of which only the named path is built, flags with
 * the grammar scripts rely on (contract regctl 1.2 to 1.6), log lines, one-line errors, signals.
 */
@NullMarked
package io.regclient.kit.cli;

import org.jspecify.annotations.NullMarked;
