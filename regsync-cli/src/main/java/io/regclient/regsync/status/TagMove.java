// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Instant;
import java.util.Optional;

/**
 * A tag of a target that stands for something else than before.
 *
 * @param at when
 * @param kind the word for why: {@code copy}, {@code backup}, {@code delete} or {@code rollback}
 * @param target the tag
 * @param from digest before, empty for nothing or where only the state would know
 * @param to digest now, empty for nothing
 * @param end the word for how it ended
 */
public record TagMove(Instant at, String kind, String target, Optional<String> from, Optional<String> to, String end) {}
