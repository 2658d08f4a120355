// SPDX-License-Identifier: Apache-2.0
/**
 * What templates see: objects with fields and methods, functions, missing values, times, and Go's view of plain Java
 * values.
 */
@NullMarked
package io.regclient.kit.template.value;

import org.jspecify.annotations.NullMarked;
