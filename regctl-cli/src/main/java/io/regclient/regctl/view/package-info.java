// SPDX-License-Identifier: Apache-2.0
/** What regctl shows: pretty tables, template objects, progress. */
@NullMarked
package io.regclient.regctl.view;

import org.jspecify.annotations.NullMarked;
