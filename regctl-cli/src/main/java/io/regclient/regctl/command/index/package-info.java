// SPDX-License-Identifier: Apache-2.0
/** Commands about indexes: {@code regctl index}. */
@NullMarked
package io.regclient.regctl.command.index;

import org.jspecify.annotations.NullMarked;
