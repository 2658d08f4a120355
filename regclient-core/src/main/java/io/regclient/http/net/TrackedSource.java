// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;

/**
 * A source that knows whether it was opened: content that can be read once may still be sent again as long as nothing
 * of it was read, for example after a refused connection.
 */
public final class TrackedSource implements BlobSource {
    private final BlobSource source;
    private final boolean once;
    private volatile boolean opened;

    /**
     * Tracks a source.
     *
     * @param once after a failure that leaves open how much was received, the content is not sent again
     */
    public TrackedSource(BlobSource source, boolean once) {
        this.source = source;
        this.once = once;
    }

    @Override
    public InputStream open() throws IOException {
        opened = true;
        return source.open();
    }

    /** True when the content may be sent again although some of it may have been received. */
    public boolean repeatable() {
        return !opened || (!once && source.reopenable());
    }

    /** True when {@link #open()} will work the next time it is called. */
    @Override
    public boolean reopenable() {
        return !opened || source.reopenable();
    }
}
