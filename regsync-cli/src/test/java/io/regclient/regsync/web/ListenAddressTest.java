// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/server.md: the address of --listen. */
class ListenAddressTest {
    @ParameterizedTest
    @DisplayName("a port alone is one of the loopback address, anything else has to be named")
    @CsvSource({
        "9090, true, 9090",
        ":9090, true, 9090",
        "127.0.0.1:0, true, 0",
        "localhost:80, true, 80",
        "[::1]:443, true, 443",
        "0.0.0.0:9090, false, 9090",
        "[::]:65535, false, 65535"
    })
    void reads(String text, boolean loopback, int port) throws Exception {
        InetSocketAddress address = ListenAddress.parse(text);
        assertThat(address.getPort()).isEqualTo(port);
        assertThat(address.getAddress().isLoopbackAddress()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @DisplayName("what is no address is refused, with an example of one")
    @ValueSource(
            strings = {
                "localhost",
                "",
                ":",
                "65536",
                "-1",
                "http://a:80",
                "a b:80",
                "::1:80",
                "a:b:80",
                "127.0.0.1:",
                "9090/x"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("use a port such as 9090");
    }
}
