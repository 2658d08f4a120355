// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Standard input whose reads end when their thread is interrupted, unlike those of {@code System.in}: after Ctrl-C a
 * command must not wait for whoever should write. Not buffered, and opened by the first read.
 */
final class StandardInput extends InputStream {
    private @Nullable ReadableByteChannel channel;

    /** The input of this process. */
    StandardInput() {}

    /** Reads from a channel that an interrupt closes. */
    StandardInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        try {
            return open().read(ByteBuffer.wrap(buffer, offset, length));
        } catch (ClosedByInterruptException e) {
            throw RegistryException.of(ErrorKind.CANCELED, "reading standard input: context canceled", e);
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO, "failed to read standard input: " + RegistryException.describe(e), e);
        }
    }

    private synchronized ReadableByteChannel open() {
        if (channel == null) {
            channel = new FileInputStream(FileDescriptor.in).getChannel();
        }
        return channel;
    }
}
