// SPDX-License-Identifier: Apache-2.0
/** Work that must stop writing when somebody else has taken it over. */
@NullMarked
package io.regclient.fence;

import org.jspecify.annotations.NullMarked;
