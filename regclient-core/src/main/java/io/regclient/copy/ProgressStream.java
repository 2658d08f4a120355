// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Reports how many bytes have passed, at most every 100 ms (contract BL-19). */
final class ProgressStream extends FilterInputStream {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final LongSupplier nanos;
    private final LongConsumer report;
    private long count;
    private long reported;

    ProgressStream(InputStream in, LongSupplier nanos, LongConsumer report) {
        super(in);
        this.nanos = nanos;
        this.report = report;
        this.reported = nanos.getAsLong();
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        passed(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        passed(n);
        return n;
    }

    private void passed(int n) {
        count += Math.max(n, 0);
        long now = nanos.getAsLong();
        if (now - reported >= INTERVAL) {
            reported = now;
            report.accept(count);
        }
    }
}
