// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkInputStreamTest {

    /** Counts down from 200 and takes note of what is asked for. */
    private static final class Countdown extends BulkInputStream {
        private final List<Integer> lengths = new ArrayList<>();
        private int left = 200;

        @Override
        public int read(byte[] buffer, int offset, int length) {
            lengths.add(length);
            int n = Math.min(Math.min(length, left), 150);
            for (int i = 0; i < n; i++) {
                buffer[offset + i] = (byte) left--;
            }
            return n == 0 ? -1 : n;
        }
    }

    @Test
    void readsAndSkipsThroughTheReadOfArrays() throws IOException {
        try (Countdown in = new Countdown()) {
            assertThat(in.read()).isEqualTo(200);
            assertThat(in.skip(160)).isEqualTo(160);
            assertThat(in.read()).isEqualTo(39);
            assertThat(in.skip(-1)).isZero();
            assertThat(in.skip(1000)).isEqualTo(38);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.skip(1)).isZero();
            assertThat(in.lengths).startsWith(1, 160, 10, 1);
            assertThat(in.markSupported()).isFalse();
        }
    }
}
