// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.testing.HostileNames;
import java.io.IOException;
import java.net.URI;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallUrlsTest {
    private static final HostConfig HOST = HostConfig.named("reg.example");

    private static HttpUrl url(String repository, String path) throws IOException {
        HttpCall call = HttpCall.builder("GET", "reg.example", repository, path).build();
        return CallUrls.of(HOST, HOST, call);
    }

    @ParameterizedTest
    @CsvSource({
        "manifests/v1.2_x-y, manifests/v1.2_x-y",
        "blobs/sha256:ab, blobs/sha256:ab",
        "blobs/uploads/, blobs/uploads/",
        "manifests/x#y, manifests/x%23y",
        "manifests/a?b=c, manifests/a%3Fb%3Dc",
        "manifests/a b, manifests/a%20b",
        "manifests/%2e%2e, manifests/%252e%252e",
        "manifests/é, manifests/%C3%A9",
        "'manifests/a\\b', manifests/a%5Cb"
    })
    @DisplayName("RFC 3986, 3.3: every segment of a path is encoded and stays one segment")
    void encodes(String path, String expected) throws IOException {
        assertThat(url("lib/app", path)).hasToString("https://reg.example/v2/lib/app/" + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "manifests/..", "manifests/../../victim/manifests/latest", "a/./b"})
    @DisplayName("RFC 3986, 5.2.4: what a URL folds away is refused, in repository and path")
    void refusesDots(String path) {
        assertThatThrownBy(() -> url("lib/app", path)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> url(path, "tags/list")).isInstanceOf(RegistryException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://reg.example:5000|write host:port without a scheme, and set tls to disabled for http",
                "https://me:word@reg.example|write host:port without a scheme, and set tls to disabled for http",
                "me:word@reg.example|write host:port and nothing else",
                "reg example|write host:port and nothing else",
                "reg.example?x|write host:port and nothing else"
            })
    @DisplayName("HC-2: a hostname that is none says what to write, and is not shown")
    void refusesHostnames(String hostname, String advice) {
        HostConfig host = HOST.toBuilder().hostname(hostname).build();
        HttpCall call = HttpCall.builder("GET", "reg.example", "a", "tags/list").build();
        assertThatThrownBy(() -> CallUrls.of(host, host, call))
                .hasMessage("request failed: wrong hostname of registry reg.example, " + advice);
    }

    @Test
    @DisplayName("RFC 3986, 5.2.4: a request stays below the repository whatever its path is made of")
    void staysBelow() {
        for (String name : HostileNames.TAGS) {
            try {
                assertThat(URI.create(url("lib/app", "manifests/" + name).toString())
                                .normalize()
                                .getRawPath())
                        .startsWith("/v2/lib/app/manifests/");
            } catch (IOException e) {
                assertThat(e).isInstanceOf(RegistryException.class).hasMessageContaining("segment");
            }
        }
    }
}
