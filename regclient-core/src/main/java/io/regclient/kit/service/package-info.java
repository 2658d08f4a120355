// SPDX-License-Identifier: Apache-2.0
/** What programs share that work through a list of tasks, once or by schedules (contract regsync 7 and 12, regbot A3). */
@NullMarked
package io.regclient.kit.service;

import org.jspecify.annotations.NullMarked;
