// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegctlConfigTest {
    private static RegctlConfig parse(String text) throws RegistryException {
        return RegctlConfig.parse(text, "config.json");
    }

    @Test
    @DisplayName("regctl 3.4, 3.5: write order, sorted hosts, two-space indent, escaped HTML, no final line feed")
    void writesTheFile() throws RegistryException {
        RegctlConfig config = RegctlConfig.EMPTY
                .withHost(
                        "z",
                        Optional.of(HostConfig.builder("z")
                                .user("<u&>")
                                .mirrors(List.of("m"))
                                .build()))
                .withHost(
                        "a",
                        Optional.of(
                                HostConfig.builder("a").tls(TlsMode.DISABLED).build()))
                .withHostDefault(
                        Optional.of(HostConfig.builder("").credHelper("ch").build()))
                .withBlobLimit(5)
                .withIncDockerCert(Optional.of(false))
                .withIncDockerCred(Optional.of(true));
        assertThat(config.toText()).isEqualTo("""
                {
                  "hosts": {
                    "a": {
                      "tls": "disabled"
                    },
                    "z": {
                      "user": "\\u003cu\\u0026\\u003e",
                      "mirrors": [
                        "m"
                      ]
                    }
                  },
                  "hostDefault": {
                    "credHelper": "ch"
                  },
                  "blobLimit": 5,
                  "incDockerCert": false,
                  "incDockerCred": true
                }""");
        assertThat(parse(config.toText()).toText()).isEqualTo(config.toText());
        assertThat(parse(config.toText()).hosts()).isEqualTo(config.hosts());
        assertThat(RegctlConfig.EMPTY.toText()).isEqualTo("{}");
        assertThat(config.withHost("z", Optional.empty()).hosts()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @DisplayName("regctl 3.2: an empty file is an empty configuration")
    @ValueSource(strings = {"", " \n", "{}", "{\"unknown\":{\"x\":1}}", "{\"hosts\":null,\"version\":0}"})
    void readsEmptyFiles(String text) throws RegistryException {
        assertThat(parse(text)).isEqualTo(RegctlConfig.EMPTY);
    }

    @Test
    @DisplayName("regctl 3.2, 3.6: keys in any case; other names of Docker Hub become docker.io, the rest stays")
    void readsNames() throws RegistryException {
        RegctlConfig config = parse("""
                {"Version":1,"HOSTS":{"registry-1.docker.io":{"USER":"u"},"index.docker.io":{},"http://foo:55":null},
                 "IncDockerCred":false,"hostdefault":{"TLS":"Insecure"},"x":1}""");
        assertThat(config.version()).isEqualTo(1);
        assertThat(config.hosts()).containsOnlyKeys("docker.io", "index.docker.io", "http://foo:55");
        assertThat(config.hosts().get("docker.io"))
                .extracting(HostConfig::name, HostConfig::user)
                .containsExactly("docker.io", "u");
        assertThat(config.incDockerCred()).contains(false);
        assertThat(config.incDockerCert()).isEmpty();
        assertThat(config.hostDefault()).map(HostConfig::tls).contains(TlsMode.INSECURE);
    }

    @ParameterizedTest
    @DisplayName("regctl 3.3: what cannot be read")
    @CsvSource(delimiter = '|', textBlock = """
            {"version":2} | UNSUPPORTED_CONFIG_VERSION | unsupported config version 2
            {"hosts":{"h":{"tls":"x"}}} | PARSING_FAILED | hosts.h: unknown TLS value, use enabled, insecure or disabled
            {"hosts":[]} | PARSING_FAILED | hosts: invalid JSON: expected an object, found an array
            {"blobLimit":"1"} | PARSING_FAILED | blobLimit: invalid JSON: expected an integer, found a string
            [] | PARSING_FAILED | invalid JSON: a JSON object is expected
            """)
    void refuses(String text, ErrorKind kind, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessage("config.json: " + message);
        });
    }

    @Test
    void keepsTheVersion() throws RegistryException {
        assertThat(parse("{\"version\":1}").withBlobLimit(1).toTree())
                .containsExactly(Map.entry("version", 1L), Map.entry("blobLimit", 1L));
    }
}
