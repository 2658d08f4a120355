// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

/**
 * The memory that all scripts of a program may keep together. A script that keeps less than an equal part gets more at any
 * time; beyond that it gets what the others leave. So when nothing is left, the greedy ones fail first. Thread-safe.
 */
public final class MemoryPool {
    private final long total;
    private int members;

    /** What the members may have taken when they look next. */
    private long claimed;

    /**
     * A pool without members.
     *
     * @param total bytes, an estimate as all that follows
     */
    public MemoryPool(long total) {
        if (total <= 0) {
            throw new IllegalArgumentException("memory limit must be positive: " + total);
        }
        this.total = total;
    }

    /** Adds a script until it closes its share. */
    public synchronized Share join() {
        members++;
        return new Share();
    }

    /** The part of one script. */
    public final class Share implements AutoCloseable {
        private long own;

        private Share() {}

        /**
         * Takes down what the script keeps.
         *
         * @return bytes it may keep at most; it looks again after {@link #step}
         */
        long limit(long live) {
            synchronized (MemoryPool.this) {
                long limit = Math.max(total - (claimed - own), total / members);
                claim(live + step(limit, live));
                return limit;
            }
        }

        /** Bytes to take before the next look: half of what is left, so that the limit is passed by an eighth at most. */
        static long step(long limit, long live) {
            return Math.max(limit / 8, (limit - live) / 2);
        }

        private void claim(long bytes) {
            claimed += bytes - own;
            own = bytes;
        }

        @Override
        public void close() {
            synchronized (MemoryPool.this) {
                claim(0);
                members--;
            }
        }
    }
}
