// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A stream that ends when the reading thread is interrupted, so that a signal or a time limit also ends long work on
 * content that comes from this machine. The failure is of kind CANCELED.
 */
public final class InterruptibleInputStream extends BulkInputStream {
    private final InputStream in;

    public InterruptibleInputStream(InputStream in) {
        this.in = in;
    }

    /** Opens a file; what lasts is interruptible also for a pipe whose other end is silent, or that nobody has opened. */
    public static InputStream ofFile(Path file) throws IOException {
        FileChannel channel = Files.isRegularFile(file) ? FileChannel.open(file) : openWaiting(file);
        return new InterruptibleInputStream(Channels.newInputStream(channel));
    }

    /** Opening a named pipe waits for its writer, and no interrupt ends that: the waiting thread is left behind. */
    private static FileChannel openWaiting(Path file) throws IOException {
        FutureTask<FileChannel> opening = new FutureTask<>(() -> FileChannel.open(file));
        Thread.ofPlatform().daemon().name("open " + file).start(opening);
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Ends work without reading or writing that could be interrupted.
     *
     * @throws RegistryException of kind CANCELED when this thread is interrupted, which it stays
     */
    public static void check() throws RegistryException {
        if (Thread.currentThread().isInterrupted()) {
            throw RegistryException.of(ErrorKind.CANCELED, "interrupted");
        }
    }

    private static RegistryException interrupted(Exception cause) {
        return RegistryException.of(ErrorKind.CANCELED, "interrupted", cause);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        check();
        try {
            return in.read(buffer, offset, length);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
