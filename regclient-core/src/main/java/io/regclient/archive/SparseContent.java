// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The content of a sparse file with its holes filled by zeros. */
final class SparseContent extends BulkInputStream {
    private final InputStream stored;
    private final SparseMap map;
    private int next;
    private long position;

    /**
     * @param stored the parts, one behind the other
     */
    SparseContent(InputStream stored, SparseMap map) {
        this.stored = stored;
        this.map = map;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (next < map.parts().size() && position == map.parts().get(next).end()) {
            next++;
        }
        boolean last = next == map.parts().size();
        long start = last ? map.size() : map.parts().get(next).offset();
        if (length == 0 || position == map.size()) {
            return length == 0 ? 0 : -1;
        }
        int n;
        if (position < start) {
            n = (int) Math.min(length, start - position);
            Arrays.fill(buffer, offset, offset + n, (byte) 0);
        } else {
            n = stored.read(
                    buffer, offset, (int) Math.min(length, map.parts().get(next).end() - position));
        }
        position += n;
        return n;
    }
}
