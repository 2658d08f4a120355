// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedNameTest {

    @ParameterizedTest
    @DisplayName("every way to write a name or an address is one name")
    @CsvSource({
        "registry, registry",
        "Dev.Example.ORG., dev.example.org",
        "build_host-1, build_host-1",
        "127.0.0.1, 127.0.0.1",
        "[::1], 0:0:0:0:0:0:0:1",
        "0::1, 0:0:0:0:0:0:0:1",
        "::ffff:10.1.2.3, 10.1.2.3"
    })
    void readsNames(String text, String plain) throws RegistryException {
        assertThat(ServedName.parse(text).text()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a b", "a/b", "http://a", "a:5000", "[a]", "[::1", "*", "-a", "a..", "\u00e4.example"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> ServedName.parse(text))
                .isInstanceOf(RegistryException.class)
                .hasMessage("a host name without scheme and port is expected");
    }

    @ParameterizedTest
    @DisplayName("a port does not matter in a request")
    @CsvSource({
        "localhost:5000, localhost",
        "localhost, localhost",
        "localhost:, localhost",
        "[::1]:5000, 0:0:0:0:0:0:0:1",
        "[::1], 0:0:0:0:0:0:0:1",
        "10.1.2.3:80, 10.1.2.3"
    })
    void leavesPortsOut(String authority, String plain) {
        assertThat(ServedName.ofAuthority(authority).orElseThrow().text()).isEqualTo(plain);
    }

    @Test
    @DisplayName("a text of any length is read in no time")
    void readsLongTexts() {
        assertThat(ServedName.ofAuthority("a.".repeat(100_000))).isEmpty();
        assertThat(ServedName.ofAuthority(":1".repeat(100_000))).isEmpty();
    }

    @Test
    void hasOneForm() {
        assertThatThrownBy(() -> new ServedName("A")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServedName("::1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServedName("a.")).isInstanceOf(IllegalArgumentException.class);
    }
}
