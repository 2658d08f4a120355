// SPDX-License-Identifier: Apache-2.0
/** Running scripts: once and on a schedule (contract regbot A3). */
@NullMarked
package io.regclient.regbot.run;

import org.jspecify.annotations.NullMarked;
