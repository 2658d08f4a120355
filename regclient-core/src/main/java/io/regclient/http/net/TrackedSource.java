// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source that knows how often it was opened: content that can be read once may still be sent again as long as nothing
 * of it was read, for example after a refused connection.
 */
public final class TrackedSource implements BlobSource {
    /**
     * Times content is sent that is not sent again after a failure: six tries, because a token may expire again and
     * again while uploads wait for each other, and one redirect.
     */
    private static final int MAX_OPENS = 7;

    private final BlobSource source;
    private final boolean once;
    private final AtomicInteger opens = new AtomicInteger();

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
        opens.incrementAndGet();
        return source.open();
    }

    /** True when the content may be sent again although some of it may have been received. */
    public boolean repeatable() {
        return opens.get() == 0 || (!once && source.reopenable());
    }

    /** True when the content may be sent again after an answer that says that it was not taken. */
    @Override
    public boolean reopenable() {
        return opens.get() == 0 || (source.reopenable() && (!once || opens.get() < MAX_OPENS));
    }
}
