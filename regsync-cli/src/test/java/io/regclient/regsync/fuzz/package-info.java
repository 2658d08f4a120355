// SPDX-License-Identifier: Apache-2.0
/** Entry points for a coverage-guided fuzzer, see {@code io.regclient.fuzz}. */
@NullMarked
package io.regclient.regsync.fuzz;

import org.jspecify.annotations.NullMarked;
