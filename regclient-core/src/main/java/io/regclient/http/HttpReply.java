// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A registry's answer whose body is still on the wire. It holds a slot of its host until closed (contract CO-1). */
public interface HttpReply extends AutoCloseable {
    int status();

    /** Header lines by name as received; use {@link #header} for a look-up in any letter case. */
    Map<String, List<String>> headers();

    /** All lines of a header, in order. */
    List<String> headerLines(String name);

    default Optional<String> header(String name) {
        return headerLines(name).stream().findFirst();
    }

    OptionalLong contentLength();

    /** URL that was answered, after redirects; base for Location and Link (contract BL-9). */
    String url();

    /** Name of the configured host that answered (a mirror or the registry itself). */
    String host();

    /** The body; a body that ends early is resumed by Range requests (RS-1 to RS-5). */
    InputStream body();

    /**
     * Reads the whole body of at most {@code maxBytes} bytes; more is kind SIZE_LIMIT_EXCEEDED. A GET whose body breaks
     * off is sent again; headers, URL and host are then those of the last answer. Nothing may have been read before.
     */
    byte[] readAll(int maxBytes) throws IOException;

    @Override
    void close();
}
