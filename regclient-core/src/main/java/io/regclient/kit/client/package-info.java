// SPDX-License-Identifier: Apache-2.0
/** From the settings of a program to its client. */
@NullMarked
package io.regclient.kit.client;

import org.jspecify.annotations.NullMarked;
