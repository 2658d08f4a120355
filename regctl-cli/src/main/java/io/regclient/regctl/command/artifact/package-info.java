// SPDX-License-Identifier: Apache-2.0
/** Commands about artifacts: {@code regctl artifact}. */
@NullMarked
package io.regclient.regctl.command.artifact;

import org.jspecify.annotations.NullMarked;
