// SPDX-License-Identifier: Apache-2.0
/** The configuration file of regbot (contract regbot A2). */
@NullMarked
package io.regclient.regbot.config;

import org.jspecify.annotations.NullMarked;
