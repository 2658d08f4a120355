// SPDX-License-Identifier: Apache-2.0
/** Commands about images: {@code regctl image}. */
@NullMarked
package io.regclient.regctl.command.image;

import org.jspecify.annotations.NullMarked;
