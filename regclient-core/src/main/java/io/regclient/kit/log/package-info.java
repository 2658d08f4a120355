// SPDX-License-Identifier: Apache-2.0
/**
 * Log lines of the programs in the forms of Go's slog, which scripts parse (contract regctl 2.1, 2.2, regsync 14). slf4j
 * finds them through {@code kit.cli.SlogProvider}.
 */
@NullMarked
package io.regclient.kit.log;

import org.jspecify.annotations.NullMarked;
