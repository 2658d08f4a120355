// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.archive.TarHeader;
import io.regclient.archive.TarReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file found in a layer, open for reading. Closing it ends the transfer of the layer, of which only what lies in front
 * of the file's end was read: the digest of the layer is checked when that is all of it (regctl 13.13).
 */
public final class ImageFile implements Closeable {
    private final TarReader layer;

    /**
     * @param layer stands at the file
     */
    ImageFile(TarReader layer) {
        this.layer = layer;
    }

    /** What the layer says about the file: it may be a link or a directory. */
    public TarHeader header() {
        return layer.header();
    }

    /** The content, empty for everything but a file; need not be closed. */
    public InputStream content() {
        return layer.content();
    }

    @Override
    public void close() throws IOException {
        layer.close();
    }
}
