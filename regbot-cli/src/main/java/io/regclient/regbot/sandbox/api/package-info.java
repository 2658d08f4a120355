// SPDX-License-Identifier: Apache-2.0
/** The registry functions of scripts: {@code log}, {@code reference}, {@code repo}, {@code tag}, {@code image}, ... */
@NullMarked
package io.regclient.regbot.sandbox.api;

import org.jspecify.annotations.NullMarked;
