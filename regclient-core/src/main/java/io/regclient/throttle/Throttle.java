// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A queue for a limited number of slots, for example the concurrent requests to one host (contract section 8). Whoever
 * waits is told after a time in which nothing moved who holds the slots. Thread-safe; a slot may be given back by another
 * thread than the one that took it.
 */
public final class Throttle {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int MAX_NAMED = 5;

    private final String name;
    private final int slots;
    private final Optional<AdaptiveWidth> width;
    private final Optional<IntSupplier> sharers;
    private final Duration longestStillness;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiting = new ArrayList<>();
    private final List<Holder> active = new ArrayList<>();
    /** When a slot changed hands or its holder made progress; real time, like the waits of threads. */
    private volatile long lastSign = System.nanoTime();

    /**
     * Creates a queue in which nobody waits too long: what holders do has limits of its own.
     *
     * @param name shown in error messages
     * @param slots number of slots, at least 1
     */
    public Throttle(String name, int slots) {
        this(name, slots, FOREVER);
    }

    /**
     * Creates a queue.
     *
     * @param name shown in error messages
     * @param slots number of slots, at least 1
     * @param longestStillness a wait fails when for so long no slot was given back and nobody called {@link #alive}
     */
    public Throttle(String name, int slots, Duration longestStillness) {
        this(name, slots, Optional.empty(), Optional.empty(), longestStillness);
    }

    private Throttle(
            String name,
            int slots,
            Optional<AdaptiveWidth> width,
            Optional<IntSupplier> sharers,
            Duration longestStillness) {
        if (slots < 1) {
            throw new IllegalArgumentException("a throttle needs at least one slot, got " + slots + " for " + name);
        }
        this.name = name;
        this.slots = slots;
        this.width = width;
        this.sharers = sharers;
        this.longestStillness = longestStillness.compareTo(FOREVER) < 0 ? longestStillness : FOREVER;
    }

    /**
     * A queue whose number of slots follows what {@link #answered}, {@link #refused} and {@link #broken} tell of its host:
     * 3 at first, 16 at most.
     *
     * @param name shown in error messages
     * @param longestStillness as for the others
     */
    public static Throttle adaptive(String name, Duration longestStillness) {
        AdaptiveWidth width = new AdaptiveWidth();
        return new Throttle(name, width.slots(), Optional.of(width), Optional.empty(), longestStillness);
    }

    /**
     * A queue whose slots several processes share: each has its part, at least one.
     *
     * @param name shown in error messages
     * @param slots number of slots of all, at least 1
     * @param sharers how many processes there are by now, empty for one
     * @param longestStillness as for the others
     */
    public static Throttle shared(String name, int slots, Optional<IntSupplier> sharers, Duration longestStillness) {
        return new Throttle(name, slots, Optional.empty(), sharers, longestStillness);
    }

    /** Like {@link #acquire(Work, Object)} for the running thread. */
    public Permit acquire(Work work) throws RegistryException {
        return acquire(work, Thread.currentThread().getName());
    }

    /**
     * Waits for a slot. Inside {@link Permit#within} of a permit that already holds this throttle the answer is
     * immediate and takes nothing.
     *
     * @param user names the holder to those who wait too long, by its text
     * @throws RegistryException of kind CANCELED when the thread is interrupted, of kind STALLED when nothing moved for
     *     too long, of kind UNSUPPORTED inside the scope of a permit that does not hold this throttle: waiting there
     *     could deadlock (CO-3)
     */
    public Permit acquire(Work work, Object user) throws RegistryException {
        return acquireAll(List.of(this), work, user);
    }

    /** Like {@link #acquireAll(Collection, Work, Object)} for the running thread. */
    public static Permit acquireAll(Collection<Throttle> throttles, Work work) throws RegistryException {
        return acquireAll(throttles, work, Thread.currentThread().getName());
    }

    /** Waits for one slot of each throttle, duplicates folded, without ever holding one while waiting for another. */
    public static Permit acquireAll(Collection<Throttle> throttles, Work work, Object user) throws RegistryException {
        Set<Throttle> wanted = new LinkedHashSet<>(throttles);
        Set<Throttle> held = SlotScope.current();
        if (held.containsAll(wanted)) {
            return SlotScope.permit(Set.of(), () -> {});
        }
        if (!held.isEmpty()) {
            throw outsideOf(held, wanted);
        }
        Taken taken = new Taken(work, user);
        boolean done = false;
        try {
            taken.takeAll(List.copyOf(wanted));
            Permit permit = SlotScope.permit(wanted, taken);
            done = true;
            return permit;
        } finally {
            if (!done) {
                taken.run();
            }
        }
    }

    /** A holder of a slot makes progress, so that those who wait go on waiting. */
    public void alive() {
        lastSign = System.nanoTime();
    }

    /** Number of slots, at the moment. */
    public int slots() {
        lock.lock();
        try {
            return limit();
        } finally {
            lock.unlock();
        }
    }

    /** When a request begins, for what is told of its end. */
    public int epoch() {
        return width.isPresent() ? locked(AdaptiveWidth::epoch) : 0;
    }

    /**
     * The host has answered.
     *
     * @param begun {@link #epoch} when the request began
     * @param nanos from the begin of the request, which sent no content, to the head of its answer; empty when it tells
     *     nothing about others, since it made the connection
     */
    public void answered(int begun, OptionalLong nanos) {
        tell(adaptive -> adaptive.answered(begun, nanos, active.size() >= limit()));
    }

    /** The host has refused a request because there are too many. */
    public void refused(int begun) {
        tell(adaptive -> adaptive.refused(begun));
    }

    /** A request got no answer. */
    public void broken(int begun) {
        tell(adaptive -> adaptive.broken(begun));
    }

    /** The host says that it will answer so many more requests. */
    public void allow(long requests) {
        tell(adaptive -> adaptive.allow(requests));
    }

    /** How many slots there are now, at least 1. */
    public int width() {
        return width.isPresent() ? locked(AdaptiveWidth::slots) : limit();
    }

    @Override
    public String toString() {
        return name;
    }

    private static RegistryException outsideOf(Set<Throttle> held, Set<Throttle> wanted) {
        Set<Throttle> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(held);
        return RegistryException.of(
                ErrorKind.UNSUPPORTED, "cannot wait for a slot of " + missing + " while holding slots of " + held);
    }

    /** What one call has taken so far; gives it back when it is run. */
    private static final class Taken implements Runnable {
        private final Work work;
        private final Object user;
        private final Map<Throttle, Holder> slots = new LinkedHashMap<>();

        Taken(Work work, Object user) {
            this.work = work;
            this.user = user;
        }

        /** Blocks on one and tries the rest; the one that was not free is the next to block on (CO-3). */
        void takeAll(List<Throttle> wanted) throws RegistryException {
            Optional<Throttle> busy = Optional.of(wanted.getFirst());
            while (busy.isPresent()) {
                run();
                Throttle first = busy.get();
                Holder holder = new Holder(work, user);
                slots.put(first, holder);
                first.take(holder);
                busy = tryOthers(wanted, first);
            }
        }

        private Optional<Throttle> tryOthers(List<Throttle> wanted, Throttle first) {
            for (Throttle other : wanted) {
                if (!other.equals(first)) {
                    Holder holder = new Holder(work, user);
                    slots.put(other, holder);
                    if (!other.tryTake(holder)) {
                        slots.remove(other);
                        return Optional.of(other);
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public void run() {
            for (Map.Entry<Throttle, Holder> slot : slots.entrySet()) {
                slot.getKey().release(slot.getValue());
            }
            slots.clear();
        }
    }

    private void tell(Consumer<AdaptiveWidth> news) {
        if (width.isPresent()) {
            locked(adaptive -> {
                news.accept(adaptive);
                grant();
                return 0;
            });
        }
    }

    private int locked(ToIntFunction<AdaptiveWidth> action) {
        lock.lock();
        try {
            return action.applyAsInt(width.orElseThrow());
        } finally {
            lock.unlock();
        }
    }

    private int limit() {
        if (width.isPresent()) {
            return width.get().slots();
        }
        return sharers.isPresent()
                ? Math.max(1, slots / Math.max(1, sharers.get().getAsInt()))
                : slots;
    }

    private void take(Holder holder) throws RegistryException {
        try {
            lock.lockInterruptibly();
            try {
                if (active.size() >= limit()) {
                    await(holder);
                } else {
                    activate(holder);
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "waiting for a slot of " + name + ": context canceled", e);
        }
    }

    private boolean tryTake(Holder holder) {
        lock.lock();
        try {
            // a free slot is handed to a waiter at once, so a free slot means that nobody waits
            boolean free = active.size() < limit();
            if (free) {
                activate(holder);
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    private void activate(Holder holder) {
        active.add(holder);
        holder.since = System.nanoTime();
        alive();
    }

    private void await(Holder holder) throws InterruptedException, RegistryException {
        Waiter waiter = new Waiter(holder, lock.newCondition());
        waiting.add(waiter);
        try {
            while (!waiter.granted) {
                long left = lastSign + longestStillness.toNanos() - System.nanoTime();
                if (longestStillness.equals(FOREVER)) {
                    waiter.turn.await();
                } else if (left > 0) {
                    waiter.turn.awaitNanos(left);
                } else {
                    throw stillness();
                }
            }
        } finally {
            waiting.remove(waiter); // a slot that arrived together with an interrupt goes back with all others
        }
    }

    private RegistryException stillness() {
        String holders = active.stream().limit(MAX_NAMED).map(Holder::toString).collect(Collectors.joining(", "));
        String more = active.size() > MAX_NAMED ? " and " + (active.size() - MAX_NAMED) + " more" : "";
        return RegistryException.of(
                ErrorKind.STALLED,
                "waiting for a slot of " + name + ": nothing moved for " + GoDuration.format(longestStillness)
                        + ", held by " + holders + more);
    }

    /** Does nothing for a holder that has no slot. */
    private void release(Holder holder) {
        lock.lock();
        try {
            if (!active.remove(holder)) {
                return;
            }
            alive();
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what is free, none while more are in use than there are by now. */
    private void grant() {
        while (!waiting.isEmpty() && active.size() < limit()) {
            Waiter next = waiting.remove(NextWork.choose(
                    waiting.stream().map(w -> w.holder.work).toList(),
                    active.stream().map(h -> h.work).toList()));
            activate(next.holder);
            next.granted = true;
            next.turn.signal();
        }
    }

    /** Number of threads in the queue. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Number of slots in use, for tests. */
    int active() {
        lock.lock();
        try {
            return active.size();
        } finally {
            lock.unlock();
        }
    }

    /** Who has a slot, or wants one. */
    private static final class Holder {
        private final Work work;
        private final Object user;
        private long since;

        private Holder(Work work, Object user) {
            this.work = work;
            this.user = user;
        }

        @Override
        public String toString() {
            return user + " for " + GoDuration.format(Duration.ofSeconds((System.nanoTime() - since) / 1_000_000_000));
        }
    }

    private static final class Waiter {
        private final Holder holder;
        private final Condition turn;
        private boolean granted;

        private Waiter(Holder holder, Condition turn) {
            this.holder = holder;
            this.turn = turn;
        }
    }
}
