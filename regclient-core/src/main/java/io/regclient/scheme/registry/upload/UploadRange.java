// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.http.HttpReply;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Range} header of an upload: what the registry has so far (contract BL-15).
 *
 * @param end offset of the last byte, inclusive
 */
record UploadRange(long end) {
    private static final Pattern FORM = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    /** The range of an answer; empty when there is none or it has another form. */
    static Optional<UploadRange> of(HttpReply reply) {
        Matcher m = FORM.matcher(reply.header("Range").orElse("").trim());
        return m.matches() ? Optional.of(new UploadRange(Long.parseLong(m.group(1)))) : Optional.empty();
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
        if (end > 0) {
            return end + 1;
        }
        if (refused.isPresent() && refused.getAsLong() <= 1) {
            return 1 - refused.getAsLong();
        }
        return acknowledged ? 1 : 0;
    }
}
