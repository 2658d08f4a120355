// SPDX-License-Identifier: Apache-2.0
/**
 * JSON as an ordered tree of maps, lists, texts, numbers and booleans, read by a streaming parser with bounded depth
 * and written byte for byte as the field expects (contract JS-1, JS-4). No data binding.
 */
@NullMarked
package io.regclient.json;

import org.jspecify.annotations.NullMarked;
