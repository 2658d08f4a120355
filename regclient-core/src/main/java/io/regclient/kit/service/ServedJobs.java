// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Scheduler;
import io.regclient.kit.schema.Activations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.spi.LoggingEventBuilder;

/** The jobs that a server runs, which may be replaced while it does. Thread-safe. */
final class ServedJobs {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private final Scheduler scheduler;
    private final Failures failures;
    private List<Track> tracks = new ArrayList<>();

    /** Jobs that were removed while they ran: when one comes back, it waits for the end of that run. */
    private final List<Track> leaving = new ArrayList<>();

    private volatile boolean ended;

    ServedJobs(Scheduler scheduler, Failures failures) {
        this.scheduler = scheduler;
        this.failures = failures;
    }

    /** Schedules the jobs, and tells their first runs. */
    synchronized List<Runnable> begin(List<Job> jobs) {
        List<Runnable> firstRuns = new ArrayList<>();
        for (Job job : jobs) {
            if (!failures.stop()) {
                add(job, firstRuns);
            }
        }
        return firstRuns;
    }

    /** Other jobs instead; tells the first runs of those that are new. */
    synchronized List<Runnable> replace(List<Job> jobs) {
        List<Track> before = tracks;
        tracks = new ArrayList<>();
        leaving.removeIf(track -> !track.running.get());
        List<Runnable> firstRuns = new ArrayList<>();
        for (Job job : jobs) {
            Optional<Track> known = take(before, job.id()).or(() -> take(leaving, job.id()));
            if (known.isPresent()) {
                tracks.add(known.get());
                known.get().become(job).ifPresent(firstRuns::add);
            } else {
                add(job, firstRuns);
            }
        }
        for (Track gone : before) {
            gone.remove();
            leaving.add(gone);
        }
        return firstRuns;
    }

    synchronized void expect(Object id, Instant at) {
        for (Track track : tracks) {
            if (track.job.id().equals(id) && track.place.isPresent()) {
                track.place.get().next(at);
            }
        }
    }

    /** No run begins any more but those of the schedule. */
    void end() {
        ended = true;
    }

    private void add(Job job, List<Runnable> firstRuns) {
        Track track = new Track(job);
        tracks.add(track);
        track.begin().ifPresent(firstRuns::add);
    }

    private static Optional<Track> take(List<Track> tracks, Object id) {
        for (Iterator<Track> each = tracks.iterator(); each.hasNext(); ) {
            Track track = each.next();
            if (track.job.id().equals(id)) {
                each.remove();
                return Optional.of(track);
            }
        }
        return Optional.empty();
    }

    /** A job and its place in the schedule. */
    private final class Track {
        private final AtomicBoolean running = new AtomicBoolean();
        private final AtomicBoolean owesFirst = new AtomicBoolean();
        private volatile Job job;
        private volatile boolean removed;
        private Optional<Scheduler.Place> place = Optional.empty();

        Track(Job job) {
            this.job = job;
        }

        /** Schedules the job, and tells its first run if it wants one. */
        Optional<Runnable> begin() {
            removed = false;
            if (job.activations().isEmpty()) {
                log(LOG.atError(), job).log("No schedule or interval found, ignoring");
                return Optional.empty();
            }
            schedule(job.activations().get());
            return job.first().isPresent() ? Optional.of(this::first) : Optional.empty();
        }

        /** Goes on as another job of the same id; a first run is that of a job which was not there, or in no schedule. */
        Optional<Runnable> become(Job next) {
            boolean returns = removed;
            String before = job.activations().map(Activations::text).orElse("");
            job = next;
            if (next.activations().isEmpty()) {
                remove();
                removed = false;
                return before.isEmpty() ? Optional.empty() : begin();
            }
            if (before.isEmpty()) {
                return begin();
            }
            if (returns || !before.equals(next.activations().get().text())) {
                remove();
                removed = false;
                schedule(next.activations().get());
            }
            return returns && next.first().isPresent() ? Optional.of(this::firstAfterReturn) : Optional.empty();
        }

        void remove() {
            removed = true;
            place.ifPresent(Scheduler.Place::remove);
            place = Optional.empty();
        }

        /** A wrong schedule is a failure; the first pass of the job takes place all the same. */
        private void schedule(Activations activations) {
            String spec = activations.text();
            log(LOG.atDebug(), job).addKeyValue("sched", spec).log("Scheduled task");
            try {
                place = Optional.of(
                        scheduler.add(job.name(), activations.schedule().get(), this::scheduled));
            } catch (RegistryException e) {
                add(LOG.atError(), job.labels())
                        .addKeyValue("sched", spec)
                        .addKeyValue("err", e.getMessage())
                        .log("Failed to schedule cron");
                failures.add(e.withContext("failed to schedule " + job.name()));
            }
        }

        private void first() {
            Optional<Job.Work> first = job.first();
            if (first.isPresent()) {
                alone(first.get());
            }
        }

        /** The first run of a job that came back; a run from before it was gone is waited for, by that run's thread. */
        private void firstAfterReturn() {
            owesFirst.set(true);
            if (!running.get()) {
                payFirst();
            }
        }

        private void payFirst() {
            if (!ended && !failures.stop() && owesFirst.getAndSet(false)) {
                first();
            }
        }

        private void scheduled() {
            Job now = job;
            alone(all -> {
                log(LOG.atDebug(), now).log("Running task");
                now.run().run(all);
            });
        }

        /** A run that would overlap with another one of the job is left out. */
        private void alone(Job.Work work) {
            if (running.compareAndSet(false, true)) {
                try {
                    if (!removed) { // looked at last: a job that comes back finds either this run or none
                        failures.record(() -> work.run(failures));
                    }
                } finally {
                    running.set(false);
                }
                payFirst();
            }
        }
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, Job job) {
        return add(add(line, job.labels()), job.details());
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, List<KeyValuePair> fields) {
        LoggingEventBuilder longer = line;
        for (KeyValuePair field : fields) {
            longer = longer.addKeyValue(field.key, field.value);
        }
        return longer;
    }
}
