// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Held;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.EntrySafety;
import io.regclient.regsync.schema.EntrySafety.AgeSource;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.time.RecentlyUsed;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets an image through when it has been known as long as its entry says (key {@code minAge}). Without a state every image
 * is new, so that none gets through. Thread-safe.
 */
final class Quarantine {
    /** Other processes add and end holds, too: what is known of them is read anew after this time. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final int MAX_WAITED = 1000;

    private final Optional<RunState> state;
    private final Ticker clock;
    private final CreationTimes created;
    /** Since when images waited that do not any more: a hook that holds them is asked right after. */
    private final RecentlyUsed<ImageAt, Instant> waited = new RecentlyUsed<>(MAX_WAITED);

    private Map<Place, Set<ImageAt>> waiting = Map.of();
    private Optional<Long> read = Optional.empty();

    Quarantine(Optional<RunState> state, Ticker clock, CreationTimes created) {
        this.state = state;
        this.clock = clock;
        this.created = created;
    }

    /**
     * An image has to wait.
     *
     * @param since when a run first saw it
     * @param until when the wait is over
     */
    record Wait(Instant since, Instant until) {}

    /** A tag of a target. */
    private record Place(String repository, String tag) {
        static Place of(ImageAt image) {
            return new Place(image.repository(), image.tag().name());
        }
    }

    /**
     * Whether the image has to wait.
     *
     * @param known what the state says of an earlier wait for this tag of the target
     */
    Optional<Wait> look(SyncTask task, Copy copy, Optional<Hold> known) throws IOException {
        EntrySafety safety = task.entry().safety();
        if (safety.minAge().isZero()) {
            return Optional.empty();
        }
        String tag = task.source().tag().or(() -> task.target().tag()).orElse("");
        if (safety.withoutWait().get().matchAny(tag)) {
            return Optional.empty();
        }
        Ref source = copy.what().source();
        Digest wanted = copy.what().digest();
        Instant now = clock.now();
        Instant over = now;
        if (state.isPresent()) {
            now = state.get().beginning(task.source(), task.target());
            over = state.get().end(task.source(), task.target());
        }
        Instant since = firstSeen(source, wanted, known, now);
        Instant from = since;
        if (safety.ageSource().get() == AgeSource.CREATED) {
            Instant latest = over;
            from = created.of(source.withDigest(wanted), task.action().copies())
                    .filter(time -> !time.isAfter(latest))
                    .orElse(since);
        }
        Instant until = from.plus(safety.minAge());
        return over.isBefore(until) ? Optional.of(new Wait(since, until)) : Optional.empty();
    }

    /**
     * When the image was first seen under the tag of the source. One platform's manifest is not what that tag stands for:
     * then the first time it had to wait counts. A time to come is that of a clock that was wrong.
     */
    private Instant firstSeen(Ref source, Digest wanted, Optional<Hold> known, Instant now) throws IOException {
        Instant since =
                known.map(Hold::since).filter(time -> !time.isAfter(now)).orElse(now);
        Optional<ImageAt> image = state.isPresent() ? state.get().image(source, wanted) : Optional.empty();
        if (image.isPresent()) {
            Optional<Instant> seen = state.get().store().firstSeen(image.get());
            if (seen.isPresent() && seen.get().isBefore(since)) {
                return seen.get();
            }
        }
        return since;
    }

    /** Remembers that the image waits, or that it does not, and that no other image waits for the tag any more. */
    void record(SyncTask task, Digest wanted, Optional<Hold> known, Optional<Wait> wait) throws IOException {
        Optional<ImageAt> image = state.orElseThrow().image(task.target(), wanted);
        if (image.isEmpty()) {
            return;
        }
        boolean kept = known.filter(Quarantine::outlastsTheWait).isPresent();
        for (ImageAt other : waiting(image.get())) {
            if (!other.equals(image.get())) {
                drop(other);
            } else if (wait.isEmpty() && !kept) {
                known.ifPresent(hold -> waited.put(other, hold.since()));
                drop(other);
            }
        }
        if (wait.isPresent()) {
            hold(task, image.get(), known, wait.get());
        }
    }

    /** What a hook holds goes on, and what somebody released is remembered until the image is copied. */
    private static boolean outlastsTheWait(Hold hold) {
        return hold.reason() == Hold.Reason.HOOK || hold.released().isPresent();
    }

    /** The target has what the source has: nothing waits for the tag. */
    void settle(SyncTask task) throws IOException {
        Optional<String> tag = task.target().tag();
        if (tag.isPresent()) {
            String repository = state.orElseThrow().names().of(task.target());
            for (ImageAt image : waiting(new Place(repository, tag.get()))) {
                drop(image);
            }
        }
    }

    /** An image that waited, and perhaps was released, has been copied. */
    void copied(SyncTask task, Digest digest) throws IOException {
        Optional<ImageAt> image = state.orElseThrow().image(task.target(), digest);
        EntrySafety safety = task.entry().safety();
        if (image.isPresent() && (safety.asksHook() || !safety.minAge().isZero())) {
            drop(image.get());
        }
    }

    /** A hook holds the image, which keeps the time since when it waits. */
    void held(SyncTask task, Held held, Optional<Hold> known) throws IOException {
        RunState memory = state.orElseThrow();
        Optional<ImageAt> image = memory.image(task.target(), held.wanted());
        boolean told = known.filter(hold ->
                        hold.reason() == Hold.Reason.HOOK && hold.detail().equals(held.reason()))
                .isPresent();
        if (image.isPresent() && !told) {
            Optional<Instant> since = waited.get(image.get());
            Hold hold = new Hold(
                    image.get(),
                    memory.names().of(task.source()),
                    Hold.Reason.HOOK,
                    since.isPresent() ? since.get() : memory.beginning(task.source(), task.target()),
                    Optional.empty(),
                    Optional.empty(),
                    held.reason(),
                    Optional.empty());
            memory.store().hold(memory.run(), hold);
            remember(image.get());
        }
    }

    private void hold(SyncTask task, ImageAt image, Optional<Hold> known, Wait wait) throws IOException {
        RunState memory = state.orElseThrow();
        Optional<Instant> until = Optional.of(wait.until());
        if (known.isPresent()) {
            if (known.get().until().equals(until)) {
                return;
            }
            memory.store().drop(image); // the entry has another minAge now
        }
        memory.store()
                .hold(
                        memory.run(),
                        new Hold(
                                image,
                                memory.names().of(task.source()),
                                Hold.Reason.MIN_AGE,
                                wait.since(),
                                until,
                                Optional.empty()));
        remember(image);
    }

    private void drop(ImageAt image) throws IOException {
        state.orElseThrow().store().drop(image);
        forget(image);
    }

    private List<ImageAt> waiting(ImageAt image) throws IOException {
        return waiting(Place.of(image));
    }

    private synchronized List<ImageAt> waiting(Place place) throws IOException {
        if (read.isEmpty() || clock.nanos() - read.get() > FRESH.toNanos()) {
            Map<Place, Set<ImageAt>> all = new HashMap<>();
            for (Hold hold : state.orElseThrow().store().held()) {
                if (hold.reason() != Hold.Reason.ROLLBACK) {
                    add(all, hold.image());
                }
            }
            waiting = all;
            read = Optional.of(clock.nanos());
        }
        return new ArrayList<>(waiting.getOrDefault(place, Set.of()));
    }

    private synchronized void remember(ImageAt image) {
        add(waiting, image);
    }

    private synchronized void forget(ImageAt image) {
        Set<ImageAt> there = waiting.get(Place.of(image));
        if (there != null) {
            there.remove(image);
        }
    }

    private static void add(Map<Place, Set<ImageAt>> places, ImageAt image) {
        places.computeIfAbsent(Place.of(image), _ -> new HashSet<>()).add(image);
    }
}
