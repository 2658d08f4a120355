// SPDX-License-Identifier: Apache-2.0
/**
 * Compression and tar archives as streams (contract section 19). Content from outside is not trusted: everything that
 * is read has a limit, names never lead out of a directory, and only what a caller asks for is kept in memory.
 */
@NullMarked
package io.regclient.archive;

import org.jspecify.annotations.NullMarked;
