// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The time that new history entries of images get: when this client was made, or what the build pinned with
 * {@code SOURCE_DATE_EPOCH} (MO-7).
 *
 * @param variables environment; {@code SOURCE_DATE_EPOC}, the name other tools read by mistake, counts too (OL-6)
 * @param made when the client was made
 */
record BuildTime(Map<String, String> variables, Instant made) {

    Instant instant() {
        return pinned("SOURCE_DATE_EPOCH").or(() -> pinned("SOURCE_DATE_EPOC")).orElse(made);
    }

    private Optional<Instant> pinned(String variable) {
        try {
            return Optional.ofNullable(variables.get(variable))
                    .filter(text -> !text.isEmpty())
                    .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty(); // not a number of seconds
        }
    }
}
