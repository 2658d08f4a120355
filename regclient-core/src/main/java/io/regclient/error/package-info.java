// SPDX-License-Identifier: Apache-2.0
/** The one exception of the library and the kinds callers branch on (contract section 20). */
@NullMarked
package io.regclient.error;

import org.jspecify.annotations.NullMarked;
