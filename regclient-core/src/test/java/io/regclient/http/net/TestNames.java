// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import okhttp3.Dns;

/** Names of tests: {@code inside.example} is this machine, {@code outside.example} another one,
 * {@code metadata.example} that of a cloud. */
public final class TestNames implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        return switch (host) {
            case "inside.example" -> List.of(InetAddress.ofLiteral("127.0.0.1"));
            case "metadata.example" -> List.of(InetAddress.ofLiteral("169.254.169.254"));
            case "outside.example", "registry.example" -> List.of(InetAddress.ofLiteral("203.0.113.1"));
            default -> List.of(InetAddress.getAllByName(host));
        };
    }

    /** A name server that never answers, given up after 20 ms. */
    public static List<InetAddress> withoutAnswer(String host) throws UnknownHostException {
        CountDownLatch never = new CountDownLatch(1);
        return GuardedDns.within(Duration.ofMillis(20), host, () -> {
            never.await();
            return new InetAddress[0];
        });
    }
}
