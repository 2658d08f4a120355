// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.regclient.config.Environment;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlGuardTest {

    @ParameterizedTest
    @DisplayName("RD-2: which steps are allowed")
    @CsvSource({
        "http://10.0.0.1/, https://10.0.0.2/, true",
        "https://10.0.0.1/, http://10.0.0.2/, false",
        "http://10.0.0.1/, http://127.0.0.5/, false",
        "http://10.0.0.1/, http://localhost/, false",
        "http://10.0.0.1/, 'http://[::1]/', false",
        "http://10.0.0.1/, 'http://[::ffff:127.0.0.1]/', false",
        "http://10.0.0.1/, http://0.0.0.0/, false",
        "http://10.0.0.1/, http://169.254.169.254/latest, false",
        "http://10.0.0.1/, http://2130706433/, false",
        "http://10.0.0.1/, http://100.100.100.200/, false",
        "http://10.0.0.1/, http://192.0.0.192/, false",
        "http://10.0.0.1/, http://168.63.129.16/, false",
        "http://10.0.0.1/, 'http://[fd00:ec2::254]/', false",
        "http://10.0.0.1/, 'http://[fd20:ce::254]/', false",
        "http://10.0.0.1/, 'http://[fe80::1]/', false",
        "http://10.0.0.1/, 'http://[64:ff9b::127.0.0.1]/', false",
        "http://10.0.0.1/, 'http://[64:ff9b::169.254.169.254]/', false",
        "http://10.0.0.1/, 'http://[64:ff9b::8.8.8.8]/', true",
        "http://10.0.0.1/, 'http://[2002:7f00:1::1]/', false",
        "http://10.0.0.1/, 'http://[2002:a9fe:a9fe::1]/', false",
        "http://10.0.0.1/, 'http://[2002:808:808::1]/', true",
        "http://10.0.0.1/, 'http://[2001:0:1:2:3:4:80ff:fffe]/', false",
        "http://10.0.0.1/, 'http://[::127.0.0.1]/', false",
        "http://10.0.0.1/, 'http://[2001:db8::1]/', true",
        "http://127.0.0.5/, http://169.254.169.254/latest, false",
        "http://127.0.0.5/, 'http://[fd00:ec2::254]/', false",
        "http://127.0.0.5/, http://metadata.example/, false",
        "http://127.0.0.5/, http://metadata.google.internal/, false",
        "http://10.0.0.1/, http://metadata.google.internal/, false",
        "http://10.0.0.1/, http://0x7f000001/, false",
        "http://169.254.7.7/, http://169.254.7.7/upload, true",
        "http://169.254.7.7/, http://169.254.169.254/, false",
        "http://10.0.0.1/, http://inside.example/, false",
        "http://10.0.0.1/, http://outside.example/, true",
        "http://10.0.0.1/, http://192.168.0.1/, true",
        "http://127.0.0.5/, http://10.0.0.1/, true",
        "http://127.0.0.5/, http://127.0.0.6/, true",
        "http://inside.example/, http://127.0.0.1/, true",
        "http://outside.example/, http://127.0.0.1/, false"
    })
    void steps(String from, String to, boolean allowed) throws IOException {
        GuardedDns names = new GuardedDns(new TestNames());
        UrlGuard guard = new UrlGuard(ProxyRules.of(environment(Map.of())), names);
        HttpUrl target = HttpUrl.get(to);
        if (allowed) {
            Reach reach = guard.check(HttpUrl.get(from), Optional.empty(), target);
            GuardedDns.within(reach, () -> names.lookup(target.host()));
        } else {
            assertThatThrownBy(() -> {
                        Reach reach = guard.check(HttpUrl.get(from), Optional.empty(), target);
                        GuardedDns.within(reach, () -> names.lookup(target.host()));
                    })
                    .isInstanceOfAny(RegistryException.class, GuardedDns.LocalTargetException.class)
                    .hasMessageContaining("is not allowed: ");
        }
    }

    @Test
    @DisplayName("RD-2: no check of addresses when a proxy would be used")
    void proxyTakesOver() throws IOException {
        UrlGuard guard = new UrlGuard(
                ProxyRules.of(environment(Map.of("http_proxy", "http://127.0.0.1:3128"))), new TestNames());
        assertThat(guard.check(
                        HttpUrl.get("http://10.0.0.1/"),
                        Optional.of(InetAddress.ofLiteral("10.0.0.1")),
                        HttpUrl.get("http://inside.example/")))
                .isEqualTo(Reach.NOT_METADATA);
    }

    @ParameterizedTest
    @DisplayName("RD-2: behind a proxy addresses are refused in every form, and names are left to the proxy")
    @CsvSource({
        "http://registry.invalid/, http://0xa9fea9fe/, false",
        "http://registry.invalid/, http://0x7f000001:29113/, false",
        "http://registry.invalid/, http://0x7f.1/, false",
        "http://registry.invalid/, http://0177.0.0.1:29113/, false",
        "http://registry.invalid/, http://0xA9FEA9FE./, false",
        "http://registry.invalid/, http://10.0.0.1/, true",
        "http://registry.invalid/, http://0x0a000001/, true",
        "http://registry.invalid/, 'http://[fe80::1]/', false",
        "http://registry.invalid/, 'http://[::]:29113/', false",
        "http://registry.invalid/, 'http://[64:ff9b::127.0.0.1]/', false",
        "http://registry.invalid/, 'http://[2001:db8::1]/', true",
        "http://registry.invalid/, http://0.0.0.0:29113/, false",
        "http://registry.invalid/, http://0/, false",
        "http://registry.invalid/, http://metadata.google.internal/, false",
        "http://registry.invalid/, http://METADATA.google.internal./, false",
        "http://registry.invalid/, http://metadata.google.internal.example/, true",
        "http://registry.invalid/, http://storage.invalid/, true",
        "http://registry.invalid/, http://registry.invalid/upload, true",
        "http://0.0.0.0:5000/, http://0.0.0.0:5000/upload, true",
        "http://0.0.0.0:5000/, http://0x7f000001:29113/, true",
        "http://0.0.0.0:5000/, http://0xa9fea9fe/, false",
        "http://203.0.113.1/, http://0.0.0.0/, false"
    })
    void addressesBehindAProxy(String from, String to, boolean allowed) throws IOException {
        Dns untouched = host -> {
            throw new AssertionError("looked up: " + host);
        };
        UrlGuard guard =
                new UrlGuard(ProxyRules.of(environment(Map.of("HTTP_PROXY", "http://127.0.0.1:3128"))), untouched);
        if (allowed) {
            assertThat(guard.check(HttpUrl.get(from), Optional.empty(), HttpUrl.get(to)))
                    .as("the proxy is on this machine")
                    .isNotEqualTo(Reach.NOT_LOCAL);
        } else {
            assertThatThrownBy(() -> guard.check(HttpUrl.get(from), Optional.empty(), HttpUrl.get(to)))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("is not allowed: ");
        }
    }

    private static Environment environment(Map<String, String> variables) {
        return Environment.of(variables, Path.of("/nowhere"), Path.of("/nowhere"));
    }

    @Test
    @DisplayName("RD-2: an address of this machine on its network is local, too")
    void ownAddresses() throws IOException {
        List<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
        assumeThat(own).isNotEmpty();
        GuardedDns names = new GuardedDns(new TestNames());
        UrlGuard guard = new UrlGuard(ProxyRules.of(environment(Map.of())), names);
        HttpUrl url = HttpUrl.get("http://" + own.getFirst().getHostAddress() + "/");
        assertThatThrownBy(() -> guard.check(HttpUrl.get("http://203.0.113.1/"), Optional.empty(), url))
                .hasMessageContaining("is not allowed: ");
        UrlGuard behindAProxy =
                new UrlGuard(ProxyRules.of(environment(Map.of("HTTP_PROXY", "http://proxy:3128"))), names);
        assertThatThrownBy(() -> behindAProxy.check(HttpUrl.get("http://registry.invalid/"), Optional.empty(), url))
                .hasMessageContaining("is not allowed: ");
        assertThat(guard.check(url, Optional.of(own.getFirst()), HttpUrl.get("http://127.0.0.1/")))
                .isEqualTo(Reach.NOT_METADATA);
    }

    @Test
    @DisplayName("RD-2: metadata behind a proxy is refused where its address is written out")
    void metadataBehindAProxy() {
        GuardedDns names = new GuardedDns(new TestNames());
        UrlGuard guard = new UrlGuard(ProxyRules.of(environment(Map.of("HTTP_PROXY", "http://proxy:3128"))), names);
        assertThatThrownBy(() -> guard.check(
                        HttpUrl.get("http://203.0.113.1/"), Optional.empty(), HttpUrl.get("http://169.254.169.254/")))
                .hasMessageContaining("is not allowed: ");
    }
}
