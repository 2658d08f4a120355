// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.RegistryException;
import io.regclient.stream.BlobSource;
import io.regclient.stream.BulkInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for content on its way (contract MO-14), deleted by {@link #close}. Failures are of kind LOCAL_IO. */
public final class TemporaryFile implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;

    private TemporaryFile(Path path) {
        this.path = path;
    }

    /** Makes an empty file that only this user can read. */
    public static TemporaryFile create(Path directory) throws IOException {
        try {
            return new TemporaryFile(Files.createTempFile(directory, "regclient-", ".tmp"));
        } catch (IOException e) {
            throw ArchiveError.local("failed to make a temporary file in " + directory, e);
        }
    }

    /** Opens the file to write it anew; the caller closes the stream. */
    public OutputStream write() throws IOException {
        try {
            return new BufferedOutputStream(new Output(Files.newOutputStream(path)), BUFFER_BYTES);
        } catch (IOException e) {
            throw writing(e);
        }
    }

    /** Opens the file from its first byte; the caller closes the stream. */
    public InputStream read() throws IOException {
        try {
            return new BufferedInputStream(new Input(Files.newInputStream(path)), BUFFER_BYTES);
        } catch (IOException e) {
            throw reading(e);
        }
    }

    /** Opens the file at any position; the caller closes the channel. */
    public SeekableByteChannel channel() throws IOException {
        try {
            return Files.newByteChannel(path);
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
            return Files.size(path);
        } catch (IOException e) {
            throw reading(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw ArchiveError.local("failed to delete " + path, e);
        }
    }

    private RegistryException reading(IOException e) {
        return ArchiveError.local("failed to read " + path, e);
    }

    private RegistryException writing(IOException e) {
        return ArchiveError.local("failed to write " + path, e);
    }

    /** Tells a failure of the disk from one of what is read. */
    private final class Input extends BulkInputStream {
        private final InputStream in;

        private Input(InputStream file) {
            this.in = file;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw reading(e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Tells a full disk from a failure of what is written. */
    private final class Output extends FilterOutputStream {
        private Output(OutputStream file) {
            super(file);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            try {
                out.write(buffer, offset, length);
            } catch (IOException e) {
                throw writing(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (IOException e) {
                throw writing(e);
            }
        }
    }
}
