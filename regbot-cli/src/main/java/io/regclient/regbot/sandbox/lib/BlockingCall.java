// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls of the operating system that an interrupt does not end: opening a FIFO, reading and writing pipes of processes.
 * They run on threads of their own, so that the end of a script's time ends its wait; the call itself ends when its file
 * is opened at the other side, or when the process does.
 */
final class BlockingCall {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("script i/o").factory());

    private BlockingCall() {}

    /** What may block. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException;
    }

    /**
     * Makes a call and waits for it.
     *
     * @throws InterruptedIOException when the script is interrupted meanwhile; the interrupt stays set
     */
    static <T> T run(Body<T> body) throws IOException {
        return await(begin(body));
    }

    private static <T> CompletableFuture<T> begin(Body<T> body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return body.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }

    /** Makes a call that nobody waits for, and whose failure changes nothing. */
    static void leave(Body<?> body) {
        THREADS.execute(() -> {
            try {
                body.run();
            } catch (IOException e) {
                return; // by what it says
            }
        });
    }

    private static <T> T await(CompletableFuture<T> result) throws IOException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            Throwable cause = e.getCause();
            throw new IOException(RegistryException.describe(cause == null ? e : cause), e);
        }
    }

    /**
     * Opens a file of any kind; reads and writes of the channel end by interrupts.
     *
     * @throws InterruptedIOException when the script is interrupted while nobody opens the other side of a FIFO
     */
    static FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        CompletableFuture<FileChannel> opened = begin(() -> FileChannel.open(path, options));
        try {
            return await(opened);
        } catch (InterruptedIOException e) {
            abandon(path, opened);
            throw e;
        }
    }

    /** Ends an open that waits for the other side of a FIFO by being that side. */
    private static void abandon(Path path, CompletableFuture<FileChannel> opened) {
        leave(() -> {
            if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .close();
            }
            opened.join().close();
            return path;
        });
    }
}
