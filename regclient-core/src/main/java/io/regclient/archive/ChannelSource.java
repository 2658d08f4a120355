// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.stream.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Content that is read several times from a channel, beginning where the channel stands at first. Every stream keeps
 * its own position, so one can be left halfway, another be read, and the first be continued. Streams do not close the
 * channel; its failures are of kind LOCAL_IO.
 */
public final class ChannelSource {
    private final SeekableByteChannel channel;
    private final String what;
    private final long start;

    /**
     * @param what what is read, for messages
     */
    public ChannelSource(SeekableByteChannel channel, String what) throws IOException {
        this.channel = channel;
        this.what = what;
        try {
            this.start = channel.position();
        } catch (IOException e) {
            throw ArchiveError.local(what, e);
        }
    }

    /** A stream from the beginning. */
    public InputStream open() {
        return new View(start);
    }

    private int read(ByteBuffer target, long position) throws IOException {
        synchronized (channel) {
            try {
                channel.position(position);
                return channel.read(target);
            } catch (IOException e) {
                throw ArchiveError.local(what, e);
            }
        }
    }

    private final class View extends BulkInputStream {
        private long position;

        private View(long position) {
            this.position = position;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int n = ChannelSource.this.read(ByteBuffer.wrap(buffer, offset, length), position);
            position += Math.max(n, 0);
            return n;
        }
    }
}
