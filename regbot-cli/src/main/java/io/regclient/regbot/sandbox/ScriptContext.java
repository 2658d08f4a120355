// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import io.regclient.regbot.sandbox.vm.ScriptAbort;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a script may run: until its timeout or until somebody cancels it. Registry functions look at it before they
 * start and raise {@code Context error: ...}, which a script can catch to tidy up; code that goes on without calling
 * any is ended shortly after.
 */
public final class ScriptContext {
    /** Checks a script still passes after its end, about 1000 steps each, and the time it has for them. */
    private static final int CHECKS_AFTER_END = 5_000;

    private static final long NANOS_AFTER_END = 250_000_000;

    private static final String CANCELED = "context canceled";
    private static final String EXPIRED = "context deadline exceeded";

    private final Ticker ticker;
    private final Optional<Long> deadline;
    private volatile boolean canceled;
    private int checksAfterEnd;
    private long firstCheckAfterEnd;

    private ScriptContext(Ticker ticker, Optional<Long> deadline) {
        this.ticker = ticker;
        this.deadline = deadline;
    }

    /** Begins now; without a timeout, or with one that is not positive, only {@link #cancel()} ends it. */
    public static ScriptContext start(Ticker ticker, Optional<Duration> timeout) {
        return new ScriptContext(
                ticker, timeout.filter(Duration::isPositive).map(time -> ticker.nanos() + time.toNanos()));
    }

    /** Ends the script; callable from any thread. A blocked call needs an interrupt of the script's thread as well. */
    public void cancel() {
        canceled = true;
    }

    /** A blocked call was interrupted: the time is over or, when it is not, somebody wants the script to end. */
    public void interrupted() {
        if (ended().isEmpty()) {
            canceled = true;
        }
    }

    /** True when somebody, not the deadline, ended the script. */
    public boolean isCanceled() {
        return ended().filter(CANCELED::equals).isPresent();
    }

    /** True when the timeout ended the script. */
    public boolean isExpired() {
        return ended().filter(EXPIRED::equals).isPresent();
    }

    /** Why the script has to end, if it has to. An interrupt of the calling thread counts as cancellation. */
    public Optional<String> ended() {
        if (canceled) {
            return Optional.of(CANCELED);
        }
        if (deadline.isPresent() && ticker.nanos() - deadline.get() >= 0) {
            return Optional.of(EXPIRED);
        }
        if (Thread.currentThread().isInterrupted()) {
            canceled = true;
            return Optional.of(CANCELED);
        }
        return Optional.empty();
    }

    /** Time until the deadline, zero or negative when it has passed; empty when there is none. */
    public Optional<Duration> remaining() {
        return deadline.map(end -> Duration.ofNanos(end - ticker.nanos()));
    }

    /**
     * For the beginning of a registry function.
     *
     * @throws ScriptError {@code Context error: context deadline exceeded} or {@code context canceled}
     */
    public void requireRunning() {
        ended().ifPresent(reason -> {
            throw new ScriptError("Context error: " + reason);
        });
    }

    /**
     * For the interpreter, every thousand steps.
     *
     * @throws ScriptAbort some time after the end
     */
    void check() {
        Optional<String> reason = ended();
        if (reason.isEmpty()) {
            return;
        }
        long now = ticker.nanos();
        if (checksAfterEnd++ == 0) {
            firstCheckAfterEnd = now;
        }
        if (checksAfterEnd > CHECKS_AFTER_END || now - firstCheckAfterEnd > NANOS_AFTER_END) {
            throw new ScriptAbort("Context error: " + reason.get());
        }
    }
}
