// SPDX-License-Identifier: Apache-2.0
package io.regclient.time;

import java.time.Instant;

/** Source of the current time. Thread-safe. */
public interface Ticker {
    /** The wall clock: for time stamps, token expiry and schedules. It may jump when the system clock is corrected. */
    Instant now();

    /** A monotonic counter in nanoseconds with an arbitrary origin: only differences have a meaning. */
    long nanos();

    /** The clock of the operating system. */
    static Ticker system() {
        return SystemTime.INSTANCE;
    }
}
