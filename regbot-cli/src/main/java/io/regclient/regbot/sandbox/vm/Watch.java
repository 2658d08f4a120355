// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.function.LongSupplier;

/**
 * Counts what a script uses. Every so many steps it asks whether the script may go on; after a share of new memory it
 * measures the memory the script can still reach. Used by the thread of the script only.
 */
public final class Watch {
    private static final int STEPS_PER_CHECK = 1000;
    private static final int BYTES_PER_STEP = 8; // as a power of two

    private final Runnable check;
    private final MemoryPool.Share memory;
    private LongSupplier liveBytes = () -> 0;
    private int fuel = STEPS_PER_CHECK;
    private long allocated;
    private long measureAt;
    private boolean told;

    /**
     * @param check called about every 10 microseconds of a running script; throws {@link ScriptAbort} to end it
     * @param memory what the script may keep
     */
    public Watch(Runnable check, MemoryPool.Share memory) {
        this.check = check;
        this.memory = memory;
        this.measureAt = MemoryPool.Share.step(memory.limit(0), 0);
    }

    void measureWith(LongSupplier measure) {
        this.liveBytes = measure;
    }

    /** One interpreter step. */
    void step() {
        if (--fuel < 0) {
            fuel = STEPS_PER_CHECK;
            check.run();
        }
    }

    /** Work of a library function, one step per element or character. */
    public void steps(int count) {
        fuel -= Math.max(0, count);
        if (fuel < 0) {
            fuel = STEPS_PER_CHECK;
            check.run();
        }
    }

    /** Bytes of texts that are read, compared or searched. */
    void text(long bytes) {
        if (bytes >= 1 << BYTES_PER_STEP) {
            steps((int) Math.min(bytes >> BYTES_PER_STEP, Integer.MAX_VALUE));
        }
    }

    /**
     * Memory about to be taken.
     *
     * @throws ScriptError {@code not enough memory}; a script that catches it and goes on is ended
     */
    public void allocate(long bytes) {
        allocated += bytes;
        steps((int) Math.min(bytes >> BYTES_PER_STEP, Integer.MAX_VALUE)); // filling it is work, too
        if (allocated >= measureAt) {
            measure(bytes);
        }
    }

    private void measure(long wanted) {
        long live = liveBytes.getAsLong() + wanted;
        long limit = memory.limit(live);
        measureAt = allocated + MemoryPool.Share.step(limit, live);
        if (told && live > limit + limit / 4) {
            throw new ScriptAbort("not enough memory");
        }
        if (live > limit) {
            told = true;
            throw new ScriptError("not enough memory");
        }
    }

    /**
     * Room for a new string.
     *
     * @throws ScriptError when one string would be longer than {@link LuaStrings#MAX_LENGTH}
     */
    public void allocateString(long length) {
        if (length > LuaStrings.MAX_LENGTH) {
            throw LuaStrings.tooLong();
        }
        allocate(length + 40);
    }
}
