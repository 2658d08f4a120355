// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The body of an upload. A source that can be opened again allows a failed upload to start over (contract RB-10). */
public interface BlobSource {

    /** Opens the content from its first byte; the caller closes the stream. */
    InputStream open() throws IOException;

    /** False when {@link #open()} works only once, for example for standard input. */
    boolean reopenable();

    /** Content in memory. */
    static BlobSource ofBytes(byte[] content) {
        return reopening(() -> new ByteArrayInputStream(content));
    }

    /** Content of a file. */
    static BlobSource ofFile(Path file) {
        return reopening(() -> InterruptibleInputStream.ofFile(file));
    }

    /** Content that the opener can produce as often as needed. */
    static BlobSource reopening(Opener opener) {
        return new OpenerSource(opener, true);
    }

    /** A stream that can be read once. */
    static BlobSource once(InputStream in) {
        return new OpenerSource(() -> in, false);
    }

    /** Produces a stream positioned at the first byte. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }
}
