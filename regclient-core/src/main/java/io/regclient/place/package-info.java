// SPDX-License-Identifier: Apache-2.0
/** Remembers on disk which repository of a registry holds which blob, so that the next process mounts it. */
@NullMarked
package io.regclient.place;

import org.jspecify.annotations.NullMarked;
