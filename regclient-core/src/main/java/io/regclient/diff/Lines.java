// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The lines of one side of a comparison. They are held in memory, so their number and length are bounded. */
public final class Lines {
    /** Bytes of memory: four hundred thousand files of a layer, two sides fit into the heap of a program of 256 MiB. */
    static final long MAX_BYTES = 64L << 20;

    /** What a text object and its place in the list take besides its characters. */
    private static final int OVERHEAD_BYTES = 64;

    private final String what;
    private final List<String> lines = new ArrayList<>();
    private long bytes;

    /**
     * Starts without a line.
     *
     * @param what what is compared, for messages
     */
    public Lines(String what) {
        this.what = what;
    }

    /**
     * The lines of a text.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED
     */
    public static Lines of(String what, String text) throws RegistryException {
        Lines lines = new Lines(what);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        lines.add(text.substring(start));
        return lines;
    }

    /**
     * Appends a line.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED
     */
    public void add(String line) throws RegistryException {
        bytes += OVERHEAD_BYTES + line.length();
        if (bytes > MAX_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    what + " has too much text to compare: more than " + lines.size() + " lines");
        }
        lines.add(line);
    }

    List<String> all() {
        return Collections.unmodifiableList(lines);
    }
}
