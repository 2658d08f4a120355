// SPDX-License-Identifier: Apache-2.0
/** Commands about tags: {@code regctl tag}. */
@NullMarked
package io.regclient.regctl.command.tag;

import org.jspecify.annotations.NullMarked;
