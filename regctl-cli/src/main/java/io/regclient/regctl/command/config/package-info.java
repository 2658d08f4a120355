// SPDX-License-Identifier: Apache-2.0
/** Commands about regctl's own settings: {@code regctl config}. */
@NullMarked
package io.regclient.regctl.command.config;

import org.jspecify.annotations.NullMarked;
