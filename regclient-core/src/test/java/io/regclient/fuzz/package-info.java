// SPDX-License-Identifier: Apache-2.0
/**
 * Entry points for a coverage-guided fuzzer, one a kind of input that comes from outside; {@code mvn -Pfuzz verify} runs
 * them. The build replays their seeds and the inputs that once failed.
 */
@NullMarked
package io.regclient.fuzz;

import org.jspecify.annotations.NullMarked;
