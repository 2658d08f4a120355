// SPDX-License-Identifier: Apache-2.0
/** Deletes tags of targets that nothing at the source asks for any more. */
@NullMarked
package io.regclient.regsync.prune;

import org.jspecify.annotations.NullMarked;
