// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Instant;
import java.util.Optional;

/**
 * The configuration of a server.
 *
 * @param loaded whether there is one yet
 * @param since when it was read
 * @param problem why a newer one is not used, one line; empty when there is none or it is
 */
public record ConfigStatus(boolean loaded, Instant since, Optional<String> problem) {}
