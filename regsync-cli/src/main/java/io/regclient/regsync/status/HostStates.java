// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.observe.HostLimits;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Counts the requests of a server by host. Thread-safe. */
public final class HostStates implements RequestObserver {
    /** Hosts of a configuration are few; a number that nobody reads is not kept. */
    private static final int MAX_HOSTS = 200;

    private static final String OTHERS = "other";
    private static final String NO_ANSWER = "none";
    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    private final Map<String, Counts> hosts = new TreeMap<>();

    private static final class Counts {
        private final Map<String, Long> requests = new TreeMap<>();
        private long retries;
        private long sent;
        private long received;
        private Duration answering = Duration.ZERO;
        private OptionalInt width = OptionalInt.empty();
        private OptionalLong remaining = OptionalLong.empty();

        HostStatus status(String host) {
            return new HostStatus(host, requests, retries, sent, received, answering, width, remaining);
        }
    }

    @Override
    public synchronized void ended(RequestEvent event) {
        Counts counts = of(event.host());
        counts.requests.merge(status(event.status()), 1L, Long::sum);
        counts.retries += event.retry() > 0 ? 1 : 0;
        counts.sent += event.bytes().sent();
        counts.received += event.bytes().received();
        counts.answering = counts.answering.plus(event.answered());
    }

    /** Servers may send any number for a status. */
    private static String status(OptionalInt status) {
        if (status.isEmpty()) {
            return NO_ANSWER;
        }
        int number = status.getAsInt();
        return number >= FIRST_STATUS && number <= LAST_STATUS ? Integer.toString(number) : OTHERS;
    }

    @Override
    public synchronized void told(HostLimits limits) {
        Counts counts = of(limits.host());
        counts.width = OptionalInt.of(limits.width());
        if (limits.remaining().isPresent()) {
            counts.remaining = limits.remaining();
        }
    }

    private Counts of(String host) {
        String name = EntryLabel.shown(host);
        boolean kept = hosts.containsKey(name) || hosts.size() < MAX_HOSTS;
        return hosts.computeIfAbsent(kept ? name : OTHERS, _ -> new Counts());
    }

    /** All hosts that were asked, by name. */
    public synchronized List<HostStatus> hosts() {
        return hosts.entrySet().stream()
                .map(host -> host.getValue().status(host.getKey()))
                .toList();
    }
}
