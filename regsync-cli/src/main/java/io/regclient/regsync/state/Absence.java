// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Instant;

/**
 * A tag of a target that nothing at the source asks for.
 *
 * @param since when a run first missed it
 * @param runs how many runs in a row missed it
 */
public record Absence(Instant since, int runs) {}
