// SPDX-License-Identifier: Apache-2.0
/** What regctl shows: pretty tables, template objects, progress. */
@NullMarked
package io.regclient.regctl.output;

import org.jspecify.annotations.NullMarked;
