// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRulesTest {

    @ParameterizedTest
    @DisplayName("OK-7: which requests use which proxy")
    @CsvSource({
        "http://reg.example/, http://web:3128",
        "https://reg.example/, http://user:pw@tls:8080",
        "http://localhost:5000/, none",
        "http://127.0.0.5/, none",
        "'http://[::1]:5000/', none",
        "http://under_score:5000/, http://web:3128",
        "http://internal/, none",
        "http://a.internal/, none",
        "http://notinternal/, http://web:3128",
        "http://sub.example.com/, none",
        "http://example.com/, http://web:3128",
        "http://deep.star.example/, none",
        "http://10.1.2.3/, none",
        "http://11.1.2.3/, http://web:3128",
        "'http://[fd00::7]/', none",
        "http://192.0.2.7/, none",
        "http://192.0.2.8/, http://web:3128",
        "http://port.example:8080/, none",
        "http://port.example/, http://web:3128",
        "https://port443.example/, none"
    })
    void choosesAProxy(String url, String expected) {
        ProxyRules rules = rules(Map.of(
                "http_proxy",
                "web:3128",
                "HTTPS_PROXY",
                "http://user:pw@tls:8080",
                "NO_PROXY",
                " internal, .example.com,*.star.example,10.0.0.0/8,fd00::/8,192.0.2.7,port.example:8080,"
                        + "port443.example:443,10.0.0.0/99"));
        assertThat(rules.find(URI.create(url)).map(URI::toString).orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("OK-7: upper case wins, an empty value counts as none, * switches proxies off")
    void variables() {
        URI url = URI.create("http://reg.example/");
        assertThat(rules(Map.of("HTTP_PROXY", "a:1", "http_proxy", "b:2")).find(url))
                .contains(URI.create("http://a:1"));
        assertThat(rules(Map.of("HTTP_PROXY", "", "http_proxy", "b:2")).find(url))
                .contains(URI.create("http://b:2"));
        assertThat(rules(Map.of("HTTP_PROXY", "a:1", "no_proxy", "x,*")).find(url))
                .isEmpty();
        assertThat(rules(Map.of("HTTPS_PROXY", "a:1")).find(url)).isEmpty();
    }

    private static ProxyRules rules(Map<String, String> variables) {
        return ProxyRules.of(Environment.of(variables, Path.of("/nowhere"), Path.of("/nowhere")));
    }
}
