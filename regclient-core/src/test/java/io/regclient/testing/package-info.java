// SPDX-License-Identifier: Apache-2.0

/** Fixtures shared by the tests of all modules: clocks, recorders and small builders. Nothing here is a test. */
@NullMarked
package io.regclient.testing;

import org.jspecify.annotations.NullMarked;
