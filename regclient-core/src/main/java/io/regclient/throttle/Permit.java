// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import java.io.IOException;

/** One or more slots that are held until closed. */
public interface Permit extends AutoCloseable {

    /**
     * Runs work in whose scope (on this thread) the throttles of this permit count as taken, so that the requests made
     * inside do not wait for slots again (contract CO-3).
     */
    <T> T within(Action<T> action) throws IOException;

    /** Gives the slots back; closing twice is harmless. */
    @Override
    void close();

    /** Work that may fail with an I/O error. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }
}
