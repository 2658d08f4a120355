// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientSetTest {
    @Test
    @DisplayName("a connection to one address is given up after 30 seconds, and made by the calling thread")
    void boundsConnecting() {
        var client = ClientSet.plain().build();

        assertThat(client.connectTimeoutMillis())
                .isEqualTo(Duration.ofSeconds(30).toMillis());
        assertThat(client.fastFallback()).isFalse();
    }
}
