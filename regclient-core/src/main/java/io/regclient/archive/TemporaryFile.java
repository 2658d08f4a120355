// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.stream.BulkInputStream;
import io.regclient.stream.InterruptibleInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file for content on its way (contract MO-14). It has lost its name as soon as it is open, so that the system takes it
 * back when it is closed and also when the process is killed. Streams keep their own position; an interrupt ends them.
 * Failures are of kind LOCAL_IO, or CANCELED. Thread-safe for reading.
 */
public final class TemporaryFile implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final Path path;

    /** Unlike a channel it is not closed for all readers when one of their threads is interrupted. */
    private final RandomAccessFile file;

    private TemporaryFile(Path directory, Path path) throws IOException {
        this.directory = directory;
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Makes an empty file that only this user can read. */
    public static TemporaryFile create(Path directory) throws IOException {
        try {
            Path path = Files.createTempFile(directory, "regclient-", ".tmp");
            try {
                return new TemporaryFile(directory, path);
            } finally {
                path.toFile().delete(); // where open files keep their names close() does it
            }
        } catch (IOException e) {
            throw ArchiveError.local("failed to make a temporary file in " + directory, e);
        }
    }

    /** Opens the file to write it anew; the caller closes the stream. */
    public OutputStream write() throws IOException {
        try {
            synchronized (file) {
                file.setLength(0);
            }
            return new BufferedOutputStream(new Output(), BUFFER_BYTES);
        } catch (IOException e) {
            throw writing(e);
        }
    }

    /** Opens the file from its first byte; the caller closes the stream. */
    public InputStream read() throws IOException {
        size(); // fails when it is closed
        return new BufferedInputStream(new InterruptibleInputStream(new Input()), BUFFER_BYTES);
    }

    /** The file at any position, once it is written; closing the channel closes the file. */
    public SeekableByteChannel channel() throws IOException {
        try {
            return file.getChannel().position(0);
        } catch (IOException e) {
            throw reading(e);
        }
    }

    /** The content as the body of an upload, usable until the file is closed. */
    public BlobSource source() {
        return BlobSource.reopening(this::read);
    }

    /** Bytes of the file. */
    public long size() throws IOException {
        try {
            synchronized (file) {
                return file.length();
            }
        } catch (IOException e) {
            throw reading(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw ArchiveError.local("failed to delete " + path, e);
        }
    }

    private RegistryException reading(IOException e) {
        return ArchiveError.local("failed to read a temporary file in " + directory, e);
    }

    private RegistryException writing(IOException e) {
        return ArchiveError.local("failed to write a temporary file in " + directory, e);
    }

    /** Tells a failure of the disk from one of what is read. */
    private final class Input extends BulkInputStream {
        private long position;

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                synchronized (file) {
                    file.seek(position);
                    int n = file.read(buffer, offset, length);
                    position += Math.max(n, 0);
                    return n;
                }
            } catch (IOException e) {
                throw reading(e);
            }
        }
    }

    /** Tells a full disk from a failure of what is written. */
    private final class Output extends OutputStream {
        private long position;

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            InterruptibleInputStream.check();
            try {
                synchronized (file) {
                    file.seek(position);
                    file.write(buffer, offset, length);
                    position += length;
                }
            } catch (IOException e) {
                throw writing(e);
            }
        }
    }
}
