// SPDX-License-Identifier: Apache-2.0
/** Files of this machine: read whole within a limit, written complete or not at all. */
@NullMarked
package io.regclient.file;

import org.jspecify.annotations.NullMarked;
