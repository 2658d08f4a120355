// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The throttles that count as taken on the current thread (contract CO-3), and the permits that bind them. */
final class SlotScope {
    private static final ScopedValue<Set<Throttle>> HELD = ScopedValue.newInstance();

    private SlotScope() {}

    static Set<Throttle> current() {
        return HELD.orElse(Set.of());
    }

    /**
     * A permit.
     *
     * @param taken throttles of which a slot was taken
     * @param release gives all slots back, run once
     */
    static Permit permit(Set<Throttle> taken, Runnable release) {
        return new HeldSlots(Set.copyOf(taken), release, new AtomicBoolean());
    }

    private record HeldSlots(Set<Throttle> taken, Runnable release, AtomicBoolean closed) implements Permit {
        @Override
        public <T> T within(Action<T> action) throws IOException {
            Set<Throttle> held = new HashSet<>(current());
            held.addAll(taken);
            return ScopedValue.where(HELD, Set.copyOf(held)).<T, IOException>call(action::run);
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                release.run();
            }
        }
    }
}
