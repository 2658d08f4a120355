// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.stream.BulkInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The part of a blob that may have to be sent again because a registry can refuse any of its bytes. Small parts are
 * kept in memory, larger ones in a temporary file: registries may ask for chunks of up to 1 GiB.
 */
sealed interface ChunkWindow extends AutoCloseable {
    /** Largest part kept in memory: 16 MiB. */
    int MAX_MEMORY = 16 << 20;

    /** An empty window that will hold up to {@code bytes} bytes. */
    static ChunkWindow of(long bytes) throws RegistryException {
        return bytes <= MAX_MEMORY ? new Memory() : new Spilled();
    }

    /** Appends bytes of the window's end; the array may be used again afterwards. */
    void append(byte[] bytes, int length) throws IOException;

    /** Forgets everything. */
    void clear() throws IOException;

    /** A body made of part of the window, which must not change while it is sent. */
    BlobSource slice(long from, long length);

    @Override
    void close();

    /** A window on the heap. */
    final class Memory implements ChunkWindow {
        private byte[] buffer = new byte[64 << 10];
        private int size;

        @Override
        public void append(byte[] bytes, int length) {
            if (size + length > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(size + length, buffer.length * 2));
            }
            System.arraycopy(bytes, 0, buffer, size, length);
            size += length;
        }

        @Override
        public void clear() {
            size = 0;
        }

        @Override
        public BlobSource slice(long from, long length) {
            return BlobSource.reopening(() -> new ByteArrayInputStream(buffer, (int) from, (int) length));
        }

        @Override
        public void close() {
            clear();
        }
    }

    /** A window in a temporary file. */
    final class Spilled implements ChunkWindow {
        private final Path file;
        private final FileChannel channel;

        Spilled() throws RegistryException {
            try {
                file = Files.createTempFile("upload-", ".chunk");
                channel = FileChannel.open(file, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw local("create a temporary file for an upload chunk", e);
            }
        }

        @Override
        public void append(byte[] bytes, int length) throws RegistryException {
            try {
                ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            } catch (ClosedByInterruptException e) {
                throw RegistryException.of(ErrorKind.CANCELED, "interrupted while an upload chunk was written", e);
            } catch (IOException e) {
                throw local("write " + file, e);
            }
        }

        @Override
        public void clear() throws RegistryException {
            try {
                channel.truncate(0);
            } catch (IOException e) {
                throw local("clear " + file, e);
            }
        }

        @Override
        public BlobSource slice(long from, long length) {
            return BlobSource.reopening(() -> new Limited(
                    Channels.newInputStream(Files.newByteChannel(file).position(from)), length));
        }

        @Override
        public void close() {
            try (channel) {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit(); // still open elsewhere (Windows)
            }
        }

        private static RegistryException local(String what, IOException e) {
            return RegistryException.of(
                    ErrorKind.LOCAL_IO, "failed to " + what + ": " + RegistryException.describe(e), e);
        }
    }

    /** The first bytes of a stream. */
    final class Limited extends BulkInputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
