// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.TlsMode;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.GuardedDns;
import io.regclient.http.net.HostConnections;
import io.regclient.http.net.NetSettings;
import io.regclient.http.net.Reach;
import io.regclient.http.net.StallLimits;
import io.regclient.http.net.WireRequest;
import io.regclient.observe.RequestObserver;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.HostQueues;
import io.regclient.time.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoginInClearTest {
    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    @Test
    @DisplayName("JI-2: a login that crosses a network without TLS is one warning, also through a proxy")
    void warnsOnce() {
        hosts.add("reg", "registry.example:5000", TlsMode.DISABLED);
        try (Transport transport = transport()) {
            HostState host = new HostState(hosts.host("reg"), transport);
            assertThat(host.loginSent(url("https://registry.example:5000/v2/"))).isFalse();
            assertThat(host.loginSent(url("http://registry.example:5000/v2/"))).isTrue();
            assertThat(host.loginSent(url("http://registry.example:5000/v2/"))).isFalse();
        }
    }

    @Test
    @DisplayName("JI-2: nobody listens inside of this machine")
    void doesNotWarnAboutThisMachine() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Reply.ok("ok"));
                Transport transport = transport()) {
            hosts.add("reg", server);
            HostState host = new HostState(hosts.host("reg"), transport);
            HttpUrl url = url(server.url("/v2/"));
            WireRequest request = new WireRequest("GET", url, Headers.EMPTY, Optional.empty(), false, false);
            try (Exchange exchange =
                    new HostConnections(host.config(), transport.network()).send(request, Reach.ANYWHERE, over -> {})) {
                host.connected(exchange);
                assertThat(host.loginSent(url)).isFalse();
            }
        }
    }

    private Transport transport() {
        return new Transport(new HttpSettings(
                hosts,
                "agent/1",
                time,
                time,
                new RetryLimits(5, Backoff.DEFAULT, Duration.ofMinutes(15), Duration.ofHours(1), new HostQueues()),
                new NetSettings(StallLimits.DEFAULT, TestHosts.environment(Map.of()), List.of(), GuardedDns::ofSystem),
                (host, warning) -> {},
                RequestObserver.NONE,
                Optional.empty(),
                true));
    }

    private static HttpUrl url(String text) {
        return HttpUrl.get(text);
    }
}
