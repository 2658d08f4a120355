// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressInputStreamTest {
    @Test
    void reportsTheTotalAfterEveryRead() throws IOException {
        List<Long> totals = new ArrayList<>();
        try (InputStream in = new ProgressInputStream(new ByteArrayInputStream(new byte[10]), totals::add)) {
            assertThat(in.read()).isZero();
            assertThat(in.read(new byte[4])).isEqualTo(4);
            assertThat(in.skip(3)).isEqualTo(3);
            assertThat(in.read(new byte[4])).isEqualTo(2);
            assertThat(in.read(new byte[4])).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(totals).containsExactly(1L, 5L, 8L, 10L);
    }
}
