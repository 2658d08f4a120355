// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows requests to a host down after failures (contract RB-5 to RB-8): after overload all of them, after an outage until
 * one of them is answered, and after errors of one repository only those to that repository. The state is shared by all
 * requests to the host and outlives them. Thread-safe.
 */
final class HostBackoff {
    /** More successes than this lower the counter of overload by one (RB-7). */
    private static final int FORGIVING = 5;
    /** So many repositories that answer nothing but errors are an outage of their host. */
    private static final int SEVERAL = 3;
    /** More repositories are not told apart. */
    private static final int MAX_REPOSITORIES = 1000;

    private static final int TOO_MANY_REQUESTS = 429;

    private final String host;
    private final HttpSettings settings;
    private final Outage outage;
    /** Of repositories that answered errors last. */
    private final Map<String, Outage> outages = new HashMap<>();
    /** Repositories that answered errors since the host last answered anything else. */
    private final Set<String> failing = new HashSet<>();

    @Nullable
    private RegistryException lastFailure;

    private int overloads;
    /** How often the host was found overloaded. */
    private int refusals;

    private int successes;
    /** When the latest request was or will be started; only valid after the first one. */
    private long lastStart;

    private boolean used;
    /** Set by Retry-After; requests fail at once while it is further away than a request may wait. */
    private long notBefore;
    /** The host is asked again whatever it asked for. */
    private long notLaterThan;

    private int notBeforeStatus;

    HostBackoff(String host, HttpSettings settings) {
        this.host = host;
        this.settings = settings;
        this.outage = new Outage(settings);
    }

    /**
     * A request that is under way.
     *
     * @param repository what it is about, empty text for the host as a whole
     * @param ofHost its turn at the host
     * @param ofRepository its turn at the repository
     * @param refusals how often the host had been found overloaded when it began
     */
    record Admission(String repository, Outage.Probe ofHost, Outage.Probe ofRepository, int refusals) {}

    /**
     * A request begins to wait for its turn.
     *
     * @param again it has failed at this host before
     */
    Outage.Waiting waiting(boolean again) {
        return outage.waiting(again);
    }

    /** Why the host was found not to answer, last; empty when it always did. */
    synchronized Optional<RegistryException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /**
     * Waits until the next request may start. Requests to a host with failures start one delay apart.
     *
     * @param waiting of {@link #waiting}
     * @param request method and URL, for messages
     * @return empty when others found meanwhile that another try is pointless (RB-5)
     * @throws RegistryException of kind CANCELED when interrupted, of kind HTTP_RATE_LIMIT or HTTP_STATUS when
     *     the wait would be longer than the configured limit (RB-8)
     */
    Optional<Admission> await(String repository, Outage.Waiting waiting, Supplier<String> request)
            throws RegistryException {
        Duration wait = reserve(request);
        try {
            if (wait.isPositive()) {
                settings.sleeper().sleep(wait);
            }
            Optional<Outage.Probe> ofHost = outage.await(waiting);
            if (ofHost.isEmpty()) {
                return Optional.empty();
            }
            Optional<Outage> known = outageOf(repository);
            Optional<Outage.Probe> ofRepository = known.isPresent()
                    ? known.get().await(Outage.Waiting.forOwnTry(waiting.again()))
                    : Optional.of(new Outage.Probe(0, ofHost.get().start()));
            return ofRepository.map(probe -> new Admission(repository, ofHost.get(), probe, refusals()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            String what = wait.isPositive() ? "waiting " + GoDuration.format(wait) + " for " : "waiting for ";
            throw RegistryException.of(ErrorKind.CANCELED, what + host + ": context canceled", e);
        }
    }

    /** How long from now until a request may start; zero when it may start now (MI-2). */
    Duration remaining(String repository) {
        Duration ofRepository = outageOf(repository).map(Outage::remaining).orElse(Duration.ZERO);
        Duration ofHost = max(outage.remaining(), ofRepository);
        synchronized (this) {
            long now = settings.ticker().nanos();
            return max(Duration.ofNanos(next(now) - now), ofHost);
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** The host sent an answer that is neither an error of its own nor a sign of overload. */
    void answered(Admission turn) {
        outage.answered(turn.ofHost);
        Optional<Outage> ofRepository = outageOf(turn.repository);
        if (ofRepository.isPresent()) {
            ofRepository.get().answered(turn.ofRepository);
        }
        synchronized (this) {
            failing.clear();
            if (ofRepository.isPresent() && ofRepository.get().failures() == 0) {
                outages.remove(turn.repository);
            }
        }
    }

    /** A try failed. */
    void failed(Admission turn, Outcome.Failed failure) {
        OptionalInt status = failure.error().httpStatus();
        if (failure.retryAfter().isPresent()) {
            retryAfter(failure.retryAfter().get(), status.orElse(0));
        } else if (failure.reaction() == Outcome.Reaction.DROP) {
            if (status.isPresent()) {
                answered(turn);
            }
        } else if (status.isEmpty()) {
            hostFailed(turn.ofHost, failure.error());
        } else if (status.getAsInt() == TOO_MANY_REQUESTS) {
            overloaded(turn);
        } else {
            failed(turn, failure.error());
        }
    }

    private void hostFailed(Outage.Probe probe, RegistryException failure) {
        synchronized (this) {
            lastFailure = failure;
        }
        outage.failed(probe);
    }

    /** An error of a repository; when several have them and nobody else is answered it is one of the host. */
    private void failed(Admission turn, RegistryException failure) {
        Optional<Outage> ofRepository;
        boolean several;
        synchronized (this) {
            failing.add(turn.repository);
            several = failing.size() >= SEVERAL;
            if (outages.size() < MAX_REPOSITORIES) {
                outages.computeIfAbsent(turn.repository, _ -> new Outage(settings));
            }
            ofRepository = outageOf(turn.repository);
        }
        ofRepository.ifPresent(known -> known.failed(turn.ofRepository));
        if (several || ofRepository.isEmpty()) {
            hostFailed(turn.ofHost, failure);
        }
    }

    private synchronized Optional<Outage> outageOf(String repository) {
        return Optional.ofNullable(outages.get(repository));
    }

    private synchronized int refusals() {
        return refusals;
    }

    /** Once for all requests that were under way together, as after an outage. */
    private synchronized void overloaded(Admission turn) {
        if (turn.refusals == refusals) {
            refusals++;
            overloads = Math.min(overloads + 1, 1_000_000);
        }
        successes = 0;
    }

    /** The host asked to wait; no counter is raised (RB-8), and longer than the limit it is not believed (OJ-5). */
    private synchronized void retryAfter(Duration wait, int status) {
        long now = settings.ticker().nanos();
        long until = now + Math.min(saturated(wait), Long.MAX_VALUE / 4);
        if (notBeforeStatus == 0 || until - notBefore > 0) {
            notBefore = until;
            notLaterThan = now + saturated(settings.retry().maxWait());
            notBeforeStatus = status;
        }
    }

    /** An answer was received completely. */
    void succeeded(Admission turn) {
        answered(turn);
        forgive();
    }

    private synchronized void forgive() {
        if (overloads == 0) {
            return;
        }
        successes++;
        if (successes > FORGIVING || overloads > settings.retry().tries()) {
            overloads--;
            successes = 0;
        }
    }

    /** True when a counter has reached the limit, so that one failure is enough to give the host up. */
    boolean exhausted(String repository) {
        int failures = Math.max(
                outage.failures(), outageOf(repository).map(Outage::failures).orElse(0));
        synchronized (this) {
            return Math.max(failures, overloads) >= settings.retry().tries();
        }
    }

    private synchronized Duration reserve(Supplier<String> request) throws RegistryException {
        long now = settings.ticker().nanos();
        long start = next(now);
        Duration wait = Duration.ofNanos(start - now);
        if (wait.compareTo(settings.retry().maxWait()) > 0) {
            throw tooLong(wait, request.get());
        }
        lastStart = start;
        used = true;
        return wait;
    }

    private long next(long now) {
        long start = overloads > 0 && used ? settings.retry().backoff().releaseNanos(lastStart, overloads, now) : now;
        if (notBeforeStatus == 0) {
            return start;
        }
        if (notBefore - now <= 0 || notLaterThan - now < 0) {
            notBeforeStatus = 0;
            return start;
        }
        return notBefore - start > 0 ? notBefore : start;
    }

    private RegistryException tooLong(Duration wait, String request) {
        String what = "host " + host + " asks to wait " + GoDuration.format(wait) + ", the limit is "
                + GoDuration.format(settings.retry().maxWait());
        int status = notBeforeStatus == 0 ? 503 : notBeforeStatus;
        return AnswerErrors.status(status, what, request);
    }

    private static long saturated(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L ? Long.MAX_VALUE / 2 : duration.toNanos();
    }
}
