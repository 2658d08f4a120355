// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import java.util.function.IntSupplier;

/**
 * How many entries a server runs at a time: its part of all, as many as there are servers. More would wait here for the
 * requests that others may send, and together they have room for every entry. Thread-safe.
 */
public final class Turns {
    /** Servers of one set are started together, and the first of them would take everything before it hears of the others. */
    private static final int EXPECTED = 3;

    private final IntSupplier servers;
    private boolean settled;
    private int entries;
    private int running;

    Turns(IntSupplier servers) {
        this.servers = servers;
    }

    /** All entries have this number from now on. */
    synchronized void of(int count) {
        entries = count;
        notifyAll();
    }

    /** There may be more servers, or fewer. */
    synchronized void recount() {
        notifyAll();
    }

    /** Others that started with this one have been heard of by now. */
    synchronized void settle() {
        settled = true;
        notifyAll();
    }

    /** Waits until one more entry may run here. */
    public synchronized void begin() throws InterruptedException {
        while (running >= most()) {
            wait();
        }
        running++;
    }

    /** One runs no more. */
    public synchronized void end() {
        running--;
        notifyAll();
    }

    private int most() {
        int count = settled ? servers.getAsInt() : Math.max(EXPECTED, servers.getAsInt());
        return Math.max(1, (entries + count - 1) / count);
    }
}
