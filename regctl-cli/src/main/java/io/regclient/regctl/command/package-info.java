// SPDX-License-Identifier: Apache-2.0
/** What the commands of regctl share; the commands themselves are in a package per noun. */
@NullMarked
package io.regclient.regctl.command;

import org.jspecify.annotations.NullMarked;
