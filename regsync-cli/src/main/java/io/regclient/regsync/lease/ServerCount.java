// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import java.util.function.IntSupplier;

/** How many servers share a database by now, as the last look at it told. Thread-safe. */
public final class ServerCount implements IntSupplier {
    private volatile int servers = 1;

    void is(int now) {
        servers = Math.max(1, now);
    }

    /** At least 1. */
    @Override
    public int getAsInt() {
        return servers;
    }
}
