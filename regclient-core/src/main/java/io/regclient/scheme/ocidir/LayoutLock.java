// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One writer at a time in a layout, of all processes: the side file {@code index.json.lock} (contract OL-3). */
final class LayoutLock {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutLock.class);

    private final LockFile lock;
    private final Path file;

    LayoutLock(Path directory) {
        this.file = directory.resolve("index.json.lock");
        this.lock = LockFile.of(file);
    }

    /** Waits for the lock; the directory must exist. */
    Held hold() throws RegistryException {
        try {
            LockFile.Held held = lock.hold();
            held.unprotected().ifPresent(this::warn);
            return new Held(held);
        } catch (IOException e) {
            throw DiskError.of("lock " + file, e);
        }
    }

    private void warn(IOException e) {
        LOG.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("err", FileFailure.reason(e))
                .log("OCI layout cannot be locked against other processes");
    }

    /** The lock while it is held. */
    final class Held implements AutoCloseable {
        private final LockFile.Held held;

        private Held(LockFile.Held held) {
            this.held = held;
        }

        @Override
        public void close() throws RegistryException {
            try {
                held.close();
            } catch (IOException e) {
                throw DiskError.of("unlock " + file, e);
            }
        }
    }
}
