// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.archive.TemporaryFile;
import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A layer after all steps. Closing it deletes its file, so it, or the file alone, is closed after the upload.
 *
 * @param descriptor media type, size and digest of the blob; what was given when nothing has changed
 * @param diffId digest of the uncompressed content
 * @param isEmptied true when the steps have left out all entries; a layer without any stays what it is (MO-4)
 * @param file the new blob; empty when nothing has changed
 */
public record RewrittenLayer(Descriptor descriptor, Digest diffId, boolean isEmptied, Optional<TemporaryFile> file)
        implements Closeable {

    /** False when the blob is still what it was and need not be pushed. */
    public boolean isChanged() {
        return file.isPresent();
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
