// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Duration;

/** What a server that was told to end still tells its database, which may hang: the end does not wait for long. */
public final class LastWords {
    private LastWords() {}

    /**
     * Says something, also on a thread that is interrupted, as it is at the end of a server.
     *
     * @param limit how long the caller waits
     * @return false when that was not enough; it goes on then until the program ends
     */
    public static boolean say(Duration limit, Runnable words) {
        Thread speaker = Thread.ofPlatform().daemon().name("last words").start(words);
        boolean interrupted = Thread.interrupted();
        try {
            return speaker.join(limit);
        } catch (InterruptedException e) {
            interrupted = true;
            return !speaker.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
