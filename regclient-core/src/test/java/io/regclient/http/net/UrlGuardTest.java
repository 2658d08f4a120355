// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Environment;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
            boolean guarded = guard.check(HttpUrl.get(from), Optional.empty(), target);
            GuardedDns.guarded(guarded, () -> names.lookup(target.host()));
        } else {
            assertThatThrownBy(() -> {
                        boolean guarded = guard.check(HttpUrl.get(from), Optional.empty(), target);
                        GuardedDns.guarded(guarded, () -> names.lookup(target.host()));
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
                        HttpUrl.get("http://10.0.0.1/"), Optional.of(false), HttpUrl.get("http://inside.example/")))
                .isFalse();
    }

    private static Environment environment(Map<String, String> variables) {
        return Environment.of(variables, Path.of("/nowhere"), Path.of("/nowhere"));
    }
}
