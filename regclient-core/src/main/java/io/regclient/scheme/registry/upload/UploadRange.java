// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import io.regclient.scheme.registry.wire.HeaderErrors;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Range} header of an upload: what the registry has so far (contract BL-15).
 *
 * @param end offset of the last byte, inclusive; -1, which some registries say, when there is none
 */
record UploadRange(long end) {
    private static final Pattern FORM = Pattern.compile(
            "(?:bytes\\s*[= ]\\s*)?0\\s*-\\s*(-1|[0-9]{1,18})(?:\\s*/\\s*(?:\\*|[0-9]+))?", Pattern.CASE_INSENSITIVE);

    /**
     * The range of an answer; empty when there is none.
     *
     * @throws RegistryException of kind PARSING_FAILED for one of another form
     */
    static Optional<UploadRange> of(HttpReply reply) throws RegistryException {
        String range = reply.header("Range").orElse("").strip();
        if (range.isEmpty()) {
            return Optional.empty();
        }
        Matcher m = FORM.matcher(range);
        if (!m.matches()) {
            throw HeaderErrors.unreadable("Range", range);
        }
        return Optional.of(new UploadRange(Long.parseLong(m.group(1))));
    }

    /** Number of bytes the registry has, when {@code 0-0} can be trusted to mean one byte. */
    long received() {
        return end + 1;
    }

    /**
     * Number of bytes the registry has. {@code 0-0} stands for one byte, but distribution 2.8 also says it of a session
     * that has none; an offset the registry has just refused cannot be the right one.
     *
     * @param acknowledged the registry has accepted a chunk before
     * @param refused offset that was refused as out of order, empty when none was
     */
    long received(boolean acknowledged, OptionalLong refused) {
        if (end != 0) {
            return end + 1;
        }
        if (refused.isPresent() && refused.getAsLong() <= 1) {
            return 1 - refused.getAsLong();
        }
        return acknowledged ? 1 : 0;
    }
}
