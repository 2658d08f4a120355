// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;

/**
 * A source that knows whether it was opened: content that can be read once may still be sent again as long as nothing
 * of it was read, for example after a refused connection.
 */
final class TrackedSource implements BlobSource {
    private final BlobSource source;
    private volatile boolean opened;

    TrackedSource(BlobSource source) {
        this.source = source;
    }

    @Override
    public InputStream open() throws IOException {
        opened = true;
        return source.open();
    }

    /** True when {@link #open()} will work the next time it is called. */
    @Override
    public boolean reopenable() {
        return !opened || source.reopenable();
    }
}
