// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.regsync.plan.AnswerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clocks of registries, by the last answer of each. The clock of this machine may be wrong, and so may theirs: what
 * is to be over is over by all of them, and what is remembered as the beginning is not before any of them. Thread-safe.
 */
public final class ServerClocks {
    private static final Logger LOG = LoggerFactory.getLogger(ServerClocks.class);

    /** By how much this machine is ahead of the registries whose clock says something else. */
    private final Map<String, Duration> ahead = new ConcurrentHashMap<>();

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * An answer has come.
     *
     * @param ref what was asked for
     * @param headers of the answer
     * @param now what the clock of this machine says
     */
    public void heard(Ref ref, Map<String, List<String>> headers, Instant now) {
        Optional<Instant> there = AnswerTime.arrived(headers);
        if (there.isEmpty() || !(ref instanceof RegistryRef at)) {
            return;
        }
        if (AnswerTime.areApart(there.get(), now)) {
            ahead.put(at.registry(), Duration.between(there.get(), now));
        } else {
            ahead.remove(at.registry());
        }
    }

    /** The time by the clock that is furthest behind. */
    Instant earliest(Instant now, Ref... sides) {
        Instant earliest = now;
        for (Instant there : others(now, sides)) {
            earliest = there.isBefore(earliest) ? there : earliest;
        }
        return earliest;
    }

    /** The time by the clock that is furthest ahead. */
    public Instant latest(Instant now, Ref... sides) {
        Instant latest = now;
        for (Instant there : others(now, sides)) {
            latest = there.isAfter(latest) ? there : latest;
        }
        return latest;
    }

    private List<Instant> others(Instant now, Ref... sides) {
        List<Instant> others = new ArrayList<>();
        for (Ref side : sides) {
            Optional<Duration> difference = ahead(side);
            if (difference.isPresent()) {
                others.add(now.minus(difference.get()));
            }
        }
        return others;
    }

    private Optional<Duration> ahead(Ref side) {
        return side instanceof RegistryRef at ? Optional.ofNullable(ahead.get(at.registry())) : Optional.empty();
    }

    /** Warns, once of each registry, that its clock says something else. */
    void tell(Instant now, Ref... sides) {
        for (Ref side : sides) {
            Optional<Duration> difference = ahead(side);
            if (difference.isPresent() && side instanceof RegistryRef at && told.add(at.registry())) {
                LOG.atWarn()
                        .addKeyValue("registry", at.registry())
                        .addKeyValue("time", now)
                        .addKeyValue("registryTime", now.minus(difference.get()))
                        .log("Clock differs from that of the registry, images wait by the one that is behind");
            }
        }
    }
}
