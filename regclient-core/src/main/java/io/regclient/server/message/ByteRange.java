// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of bytes, both ends included.
 *
 * @param first first byte
 * @param last last byte; one before the first is what a client wrote without sense, see {@link #isOrdered}
 */
public record ByteRange(long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{0,18})|-(\\d{1,18}))");
    private static final Pattern CONTENT = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    public long length() {
        return last - first + 1;
    }

    /**
     * The part of the content a Range header asks for. Several ranges, other units and anything malformed are ignored,
     * as RFC 9110 section 14.2 allows: the answer is then the whole content.
     *
     * @param size size of the content in bytes
     * @throws Refusal with 416 when the range begins behind the content, or ends before it begins
     */
    public static Optional<ByteRange> requested(String header, long size) throws Refusal {
        Matcher m = SINGLE.matcher(header.trim());
        if (!m.matches()) {
            return Optional.empty();
        }
        if (m.group(3) != null) {
            long suffix = Math.min(Long.parseLong(m.group(3)), size);
            return satisfiable(size - suffix, size - 1, size);
        }
        long first = Long.parseLong(m.group(1));
        long last = m.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(m.group(2));
        return satisfiable(first, last < first ? last : Math.min(last, size - 1), size);
    }

    private static Optional<ByteRange> satisfiable(long first, long last, long size) throws Refusal {
        ByteRange range = new ByteRange(first, last);
        if (first >= size || !range.isOrdered()) {
            throw Refusal.of(ErrorCode.RANGE_INVALID, "the content has " + size + " bytes")
                    .withHeader("Content-Range", "bytes */" + size);
        }
        return Optional.of(range);
    }

    /** False for a range that ends before it begins. */
    public boolean isOrdered() {
        return last >= first;
    }

    /** The place of an uploaded chunk, {@code <first>-<last>}; empty when the header does not read so. */
    public static Optional<ByteRange> ofChunk(String header) {
        Matcher m = CONTENT.matcher(header.trim());
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))));
    }
}
