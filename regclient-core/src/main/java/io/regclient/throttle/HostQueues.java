// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Queues and paces of hosts. Clients that share them keep to the limits of a host together, and know of its width what the
 * others have found out. Thread-safe.
 */
public final class HostQueues {
    private final Map<String, Queue> queues = new HashMap<>();

    /**
     * What limits a host.
     *
     * @param width requests at the same time; 0 to find out what the host bears
     * @param perSecond requests that begin in a second; zero or less for no limit
     * @param longestStillness as for a {@link Throttle}
     */
    public record Limits(int width, double perSecond, Duration longestStillness) {}

    /**
     * Where requests to a host wait for their turn.
     *
     * @param limits of the host
     * @param throttle for a slot
     * @param pacer for the time of their begin
     */
    public record Queue(Limits limits, Throttle throttle, RequestPacer pacer) {}

    /**
     * The queue of a host. Other limits than before begin another one; who has the one of before keeps it.
     *
     * @param name of the host
     * @param sharers how many processes share the limits, empty for this one alone
     * @param ticker clock of its pace
     * @param sleeper waits of its pace
     */
    public synchronized Queue of(
            String name, Limits limits, Optional<IntSupplier> sharers, Ticker ticker, Sleeper sleeper) {
        Queue known = queues.get(name);
        if (known != null && known.limits().equals(limits)) {
            return known;
        }
        Duration stillness = limits.longestStillness();
        Throttle throttle = limits.width() == 0
                ? Throttle.adaptive(name, stillness)
                : Throttle.shared(name, limits.width(), sharers, stillness);
        Queue made = new Queue(limits, throttle, new RequestPacer(name, limits.perSecond(), sharers, ticker, sleeper));
        queues.put(name, made);
        return made;
    }
}
