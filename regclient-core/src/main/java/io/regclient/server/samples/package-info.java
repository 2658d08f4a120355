// SPDX-License-Identifier: Apache-2.0
/**
 * Images made in memory, byte for byte the same each time, and the samples that the embedded registry can offer.
 */
@NullMarked
package io.regclient.server.samples;

import org.jspecify.annotations.NullMarked;
