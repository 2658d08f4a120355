// SPDX-License-Identifier: Apache-2.0
/** What fuzz targets have in common; those of the core are in {@code io.regclient.fuzz}. */
@NullMarked
package io.regclient.testing.fuzz;

import org.jspecify.annotations.NullMarked;
