// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlatformPrefixTest {
    @Test
    @DisplayName("MO-13: no prefix, [*] and [] mean all platforms")
    void meansAll() throws RegistryException {
        for (String text : new String[] {"name", "[*]name", "[]name", "[ ]name"}) {
            PlatformPrefix prefix = PlatformPrefix.parse(text);
            assertThat(prefix.value()).isEqualTo("name");
            assertThat(prefix.platforms()).isEmpty();
            assertThat(prefix.accepts(Platform.of("plan9", "386", ""))).isTrue();
        }
    }

    @Test
    @DisplayName("MO-13: a list of platforms matches exactly, a version belongs to the platform before it")
    void listsPlatforms() throws RegistryException {
        PlatformPrefix prefix =
                PlatformPrefix.parse("[linux/amd64, linux/arm/v7,windows/amd64,osver=10.0.17763.1][x]=1");

        assertThat(prefix.value()).isEqualTo("[x]=1");
        assertThat(prefix.platforms()).hasSize(3);
        assertThat(prefix.accepts(Platform.of("linux", "amd64", ""))).isTrue();
        assertThat(prefix.accepts(Platform.of("linux", "arm", "v6"))).isFalse();
        assertThat(prefix.accepts(Platform.of("windows", "amd64", "").withOsVersion("10.0.17763.99")))
                .isTrue();
        assertThat(prefix.accepts(Platform.of("windows", "amd64", "").withOsVersion("10.0.20348.1")))
                .isFalse();
    }

    @Test
    @DisplayName("MO-13: a bracket without its end belongs to the value, an unusable platform is an error")
    void takesOpenBracketsAsText() throws RegistryException {
        assertThat(PlatformPrefix.parse("[name").value()).isEqualTo("[name");
        assertThat(ModFixture.failure(() -> PlatformPrefix.parse("[linux//x]name"))
                        .kind())
                .isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("MO-13: a name is not empty, and its platforms have an end; [*] goes before any name")
    void refusesWhatIsNoName() throws RegistryException {
        assertThat(PlatformPrefix.parseName("label", "[*][name").value()).isEqualTo("[name");
        for (String text : new String[] {"", "[linux/amd64]", "[*]", "[linux/amd64name"}) {
            assertThat(ModFixture.failure(() -> PlatformPrefix.parseName("label", text)))
                    .hasMessageContaining("name of the label")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT));
        }
    }
}
