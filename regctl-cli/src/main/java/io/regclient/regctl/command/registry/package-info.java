// SPDX-License-Identifier: Apache-2.0
/** Commands about registries and logins: {@code regctl registry}. */
@NullMarked
package io.regclient.regctl.command.registry;

import org.jspecify.annotations.NullMarked;
