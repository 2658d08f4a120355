// SPDX-License-Identifier: Apache-2.0
/** What the build runs in a packaged program to fill its start-up cache; no command uses it. */
@NullMarked
package io.regclient.kit.training;

import org.jspecify.annotations.NullMarked;
