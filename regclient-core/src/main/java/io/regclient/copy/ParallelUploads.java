// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Uploads beside the work that makes their content. Few may be under way, because the content of each waits on the disk;
 * the first failure ends the others. Used by one thread.
 */
public final class ParallelUploads implements AutoCloseable {
    /** As many as a registry takes at the same time unless told otherwise, and one that is ready (CO-1). */
    static final int WIDTH = 4;

    private final TaskGroup group = new TaskGroup();
    private final Semaphore slots = new Semaphore(WIDTH);
    private final IoThreads.Lane lane;

    ParallelUploads(IoThreads.Lane lane) {
        this.lane = lane;
    }

    /** One upload. */
    @FunctionalInterface
    public interface Upload {
        void run() throws IOException;
    }

    /**
     * Starts an upload; waits before that until one of those under way has ended, if there are enough.
     *
     * @throws IOException the failure of an earlier upload; then this one is not run
     */
    public void start(Upload upload) throws IOException {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "upload: context canceled", e);
        }
        boolean started = group.fork(() -> {
            try {
                lane.call(() -> {
                    upload.run();
                    return true;
                });
            } finally {
                slots.release();
            }
        });
        if (!started) {
            slots.release();
            group.throwIfFailed();
        }
    }

    /** Waits for all uploads. */
    public void join() throws IOException {
        group.join();
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        group.close();
    }
}
