// SPDX-License-Identifier: Apache-2.0
/** Running a configuration: once, check and the server (contract regsync 7 to 12). */
@NullMarked
package io.regclient.regsync.run;

import org.jspecify.annotations.NullMarked;
