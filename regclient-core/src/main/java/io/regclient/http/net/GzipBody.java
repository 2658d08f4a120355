// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The content of an answer that a server or proxy compressed although identity was asked for (contract TL-6). What only
 * says that it is compressed is read as it is. It grows while it is read, so whoever reads it must have a limit.
 */
final class GzipBody extends BulkInputStream {
    private static final int MAGIC = 0x1f8b;
    private static final int BUFFER = 8192;

    private final InputStream encoded;
    private @Nullable InputStream content;

    GzipBody(InputStream encoded) {
        this.encoded = encoded;
    }

    /** True when an answer says that its content is compressed; a part of such a content cannot be read alone. */
    static boolean isLabelled(Response response) {
        String encoding = response.header("Content-Encoding", "").strip();
        return encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        InputStream opened = content;
        if (opened == null) {
            opened = open();
            content = opened;
        }
        return opened.read(buffer, offset, length);
    }

    private InputStream open() throws IOException {
        PushbackInputStream in = new PushbackInputStream(encoded, 2);
        byte[] start = in.readNBytes(2);
        in.unread(start);
        boolean gzip = start.length == 2 && ((start[0] & 0xff) << 8 | (start[1] & 0xff)) == MAGIC;
        return gzip ? new GZIPInputStream(in, BUFFER) : in;
    }
}
