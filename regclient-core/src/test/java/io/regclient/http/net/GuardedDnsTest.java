// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuardedDnsTest {

    @Test
    @DisplayName("OK-14: sixteen addresses of a name are tried")
    void addresses() throws IOException {
        List<InetAddress> many = new ArrayList<>(Collections.nCopies(40, InetAddress.ofLiteral("192.0.2.1")));
        assertThat(new GuardedDns(host -> many).lookup("many.example")).hasSize(GuardedDns.MAX_ADDRESSES);
    }

    @Test
    @DisplayName("RB-13: a name server that never answers is given up, and the failure says so")
    void nameServer() {
        assertThatThrownBy(() -> TestNames.withoutAnswer("slow.example"))
                .isInstanceOf(UnknownHostException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    @DisplayName("OK-14: the address that is connected to is the one that is checked")
    void survivesRebinding() throws IOException {
        AtomicInteger lookups = new AtomicInteger();
        // the first answer is harmless, the one used for the connection is this machine
        GuardedDns names = new GuardedDns(
                host -> List.of(InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "203.0.113.1" : "127.0.0.1")));
        assertThat(names.lookup("rebound.example")).hasSize(1);
        assertThatThrownBy(() -> GuardedDns.within(Reach.NOT_LOCAL, () -> names.lookup("rebound.example")))
                .isInstanceOf(GuardedDns.LocalTargetException.class);
    }
}
