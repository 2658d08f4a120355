// SPDX-License-Identifier: Apache-2.0
/** Settings of hosts and where they come from: flags, files, Docker's configuration, helpers (contract section 3). */
@NullMarked
package io.regclient.config;

import org.jspecify.annotations.NullMarked;
