// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The content of an answer that a server or proxy compressed although identity was asked for (contract TL-6). What only
 * says that it is compressed is read as it is; other compressions than gzip are an error. It grows while it is read, so
 * whoever reads it must have a limit.
 */
final class GzipBody extends BulkInputStream {
    private static final int MAGIC = 0x1f8b;
    private static final int BUFFER = 8192;
    private static final Pattern COMMA = Pattern.compile(",");

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    /** The other compressions of the "HTTP Content Coding Registry"; further words say nothing of the content. */
    private static final Set<String> OTHERS = Set.of("br", "compress", "x-compress", "dcb", "dcz", "deflate", "zstd");

    private final InputStream encoded;
    private final String label;
    private final String request;
    private @Nullable InputStream content;

    /**
     * A content.
     *
     * @param response says how it is compressed
     */
    GzipBody(InputStream encoded, Response response) {
        this.encoded = encoded;
        this.label = label(response);
        this.request = RequestErrors.describe(response.request());
    }

    /** True when an answer says that its content is compressed; a part of such a content cannot be read alone. */
    static boolean isLabelled(Response response) {
        String label = label(response);
        return !label.isEmpty()
                && COMMA.splitAsStream(label).anyMatch(word -> GZIP.contains(word) || OTHERS.contains(word));
    }

    private static String label(Response response) {
        List<String> lines = response.headers("Content-Encoding");
        return lines.isEmpty()
                ? ""
                : String.join(",", lines).toLowerCase(Locale.ROOT).replace(" ", "");
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
        if (GZIP.contains(label)) {
            boolean gzip = start.length == 2 && ((start[0] & 0xff) << 8 | (start[1] & 0xff)) == MAGIC;
            return gzip ? new GZIPInputStream(in, BUFFER) : in;
        }
        boolean json = start.length > 0 && (start[0] == '{' || start[0] == '[');
        if (start.length > 0 && !json) {
            throw RequestErrors.of(
                    ErrorKind.UNSUPPORTED,
                    "the content arrived with Content-Encoding: " + OneLine.of(label)
                            + ", which was not asked for and cannot be read; the registry, or the proxy in front of"
                            + " it, must send contents as they are",
                    request);
        }
        return in;
    }
}
