// SPDX-License-Identifier: Apache-2.0
/** The commands of regctl, one class each. */
@NullMarked
package io.regclient.regctl.command;

import org.jspecify.annotations.NullMarked;
