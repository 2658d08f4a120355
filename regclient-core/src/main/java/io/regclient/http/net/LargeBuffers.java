// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.util.concurrent.Semaphore;

/**
 * How many connections and transfers of a client may have large buffers at the same time: they make blobs faster, but
 * thousands of them would fill the memory. Who gets none works with a small one or without.
 */
final class LargeBuffers {
    private static final int MOST = 128;

    private final Semaphore free = new Semaphore(MOST);

    /** True when the caller may have a large buffer, which it gives back by {@link #release}. */
    boolean tryAcquire() {
        return free.tryAcquire();
    }

    void release() {
        free.release();
    }
}
