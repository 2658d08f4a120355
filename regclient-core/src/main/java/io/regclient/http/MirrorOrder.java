// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order in which hosts are asked (contract MI-2). */
final class MirrorOrder {
    private MirrorOrder() {}

    /**
     * Mirrors and the registry itself: hosts in back-off last, the earlier release first, then by ascending priority,
     * the registry behind mirrors of the same priority, else as configured.
     *
     * @param repository what is asked for
     */
    static List<HostState> of(List<HostState> mirrors, HostState registry, String repository) {
        if (mirrors.isEmpty()) {
            return List.of(registry);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (HostState mirror : mirrors) {
            candidates.add(new Candidate(mirror, 0, waitOf(mirror, repository)));
        }
        candidates.add(new Candidate(registry, 1, waitOf(registry, repository)));
        // the waits are read once: a comparison must not change its mind while sorting
        candidates.sort(Comparator.comparing(Candidate::backoff)
                .thenComparingInt(c -> c.host().config().priority())
                .thenComparingInt(Candidate::rank));
        List<HostState> hosts = new ArrayList<>();
        candidates.forEach(candidate -> hosts.add(candidate.host()));
        return hosts;
    }

    private static Duration waitOf(HostState host, String repository) {
        return host.backoff().remaining(repository);
    }

    private record Candidate(HostState host, int rank, Duration backoff) {}
}
