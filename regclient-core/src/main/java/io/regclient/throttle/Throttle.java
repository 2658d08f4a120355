// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue for a limited number of slots, for example the concurrent requests to one host (contract section 8).
 * Thread-safe; a slot may be given back by another thread than the one that took it.
 */
public final class Throttle {
    private final String name;
    private final int slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiting = new ArrayList<>();
    private final List<Work> active = new ArrayList<>();

    /**
     * Creates a queue.
     *
     * @param name shown in error messages
     * @param slots number of slots, at least 1
     */
    public Throttle(String name, int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("a throttle needs at least one slot, got " + slots + " for " + name);
        }
        this.name = name;
        this.slots = slots;
    }

    /**
     * Waits for a slot. Inside {@link Permit#within} of a permit that already holds this throttle the answer is
     * immediate and takes nothing.
     *
     * @throws RegistryException of kind CANCELED when the thread is interrupted, of kind UNSUPPORTED inside the scope
     *     of a permit that does not hold this throttle: waiting there could deadlock (CO-3)
     */
    public Permit acquire(Work work) throws RegistryException {
        return acquireAll(List.of(this), work);
    }

    /** Waits for one slot of each throttle, duplicates folded, without ever holding one while waiting for another. */
    public static Permit acquireAll(Collection<Throttle> throttles, Work work) throws RegistryException {
        Set<Throttle> wanted = new LinkedHashSet<>(throttles);
        Set<Throttle> held = SlotScope.current();
        if (held.containsAll(wanted)) {
            return SlotScope.permit(Set.of(), () -> {});
        }
        if (!held.isEmpty()) {
            throw outsideOf(held, wanted);
        }
        List<Runnable> taken = takeAll(List.copyOf(wanted), work);
        return SlotScope.permit(wanted, () -> taken.forEach(Runnable::run));
    }

    /** Number of slots. */
    public int slots() {
        return slots;
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

    /** Blocks on one and tries the rest; the one that was not free is the next to block on (CO-3). */
    private static List<Runnable> takeAll(List<Throttle> wanted, Work work) throws RegistryException {
        Throttle first = wanted.getFirst();
        while (true) {
            List<Runnable> taken = new ArrayList<>();
            taken.add(first.take(work));
            Optional<Throttle> busy = first.tryOthers(wanted, work, taken);
            if (busy.isEmpty()) {
                return taken;
            }
            taken.forEach(Runnable::run);
            first = busy.get();
        }
    }

    private Optional<Throttle> tryOthers(List<Throttle> wanted, Work work, List<Runnable> taken) {
        for (Throttle other : wanted) {
            if (other != this) {
                Optional<Runnable> slot = other.tryTake(work);
                if (slot.isEmpty()) {
                    return Optional.of(other);
                }
                taken.add(slot.get());
            }
        }
        return Optional.empty();
    }

    /** Waits for a slot; the answer gives it back. */
    private Runnable take(Work work) throws RegistryException {
        try {
            lock.lockInterruptibly();
            try {
                if (active.size() >= slots) {
                    await(work);
                } else {
                    active.add(work);
                }
                return () -> release(work);
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "waiting for a slot of " + name + ": context canceled", e);
        }
    }

    private Optional<Runnable> tryTake(Work work) {
        lock.lock();
        try {
            // a free slot is handed to a waiter at once, so a free slot means that nobody waits
            if (active.size() >= slots) {
                return Optional.empty();
            }
            active.add(work);
            return Optional.of(() -> release(work));
        } finally {
            lock.unlock();
        }
    }

    private void await(Work work) throws InterruptedException {
        Waiter waiter = new Waiter(work, lock.newCondition());
        waiting.add(waiter);
        try {
            while (!waiter.granted) {
                waiter.turn.await();
            }
        } catch (InterruptedException e) {
            if (waiter.granted) {
                release(work); // the slot arrived together with the interrupt
            } else {
                waiting.remove(waiter);
            }
            throw e;
        }
    }

    private void release(Work work) {
        lock.lock();
        try {
            end(work);
            if (!waiting.isEmpty()) {
                Waiter next = waiting.remove(
                        NextWork.choose(waiting.stream().map(w -> w.work).toList(), active));
                active.add(next.work);
                next.granted = true;
                next.turn.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** By identity: the equals of a record is linked at its first call, which costs a short command 15 ms. */
    @SuppressWarnings("ReferenceEquality")
    private void end(Work work) {
        for (int i = 0; i < active.size(); i++) {
            if (active.get(i) == work) {
                active.remove(i);
                return;
            }
        }
    }

    /** Number of threads in the queue, for tests. */
    int waiting() {
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

    private static final class Waiter {
        private final Work work;
        private final Condition turn;
        private boolean granted;

        private Waiter(Work work, Condition turn) {
            this.work = work;
            this.turn = turn;
        }
    }
}
