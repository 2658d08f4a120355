// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    private static Platform linuxV3() {
        return Platform.of("linux", "amd64", "v3");
    }

    @ParameterizedTest
    @DisplayName("PL-1, PL-2: texts and their normal form on a linux/amd64/v3 machine")
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64                            | linux/amd64         | ''
            linux/amd64/v1                         | linux/amd64         | ''
            linux/amd64/v2                         | linux/amd64/v2      | ''
            Linux/X86_64                           | linux/amd64         | ''
            linux/x86-64                           | linux/amd64         | ''
            linux/i386/v2                          | linux/386           | ''
            linux/arm                              | linux/arm/v7        | ''
            linux/arm/5                            | linux/arm/v5        | ''
            linux/arm/6                            | linux/arm/v6        | ''
            linux/arm/v8                           | linux/arm/v8        | ''
            linux/armhf                            | linux/arm/v7        | ''
            linux/armel                            | linux/arm/v6        | ''
            linux/aarch64                          | linux/arm64         | ''
            linux/arm64/v8                         | linux/arm64         | ''
            linux/arm64/v9                         | linux/arm64/v9      | ''
            macos/arm64                            | darwin/arm64        | ''
            arm64                                  | linux/arm64         | ''
            amd64                                  | linux/amd64         | ''
            armhf                                  | linux/arm/v7        | ''
            s390x                                  | linux/s390x         | ''
            local                                  | linux/amd64/v3      | ''
            local/arm64                            | linux/arm64         | ''
            linux                                  | linux/amd64/v3      | ''
            windows                                | windows             | ''
            darwin                                 | darwin              | ''
            plan9                                  | plan9               | ''
            windows/amd64,osver=10.0.17763.4974    | windows/amd64       | 10.0.17763.4974
            windows/amd64,OSVersion = 10.0.1       | windows/amd64       | 10.0.1
            """)
    void parses(String text, String name, String osVersion) throws RegistryException {
        Platform platform = Platform.parse(text, PlatformTest::linuxV3);
        assertThat(platform).hasToString(name);
        assertThat(platform.osVersion()).isEqualTo(osVersion);
        assertThat(platform.normalized()).isEqualTo(platform);
    }

    @ParameterizedTest
    @DisplayName("regctl 6.1: what a platform text must not be")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            linux//x             | invalid platform component "" in linux//x
            lin!ux               | invalid platform component lin!ux in lin!ux
            ``                   | invalid platform component "" in ""
            linux/arm/v7/x       | invalid platform linux/arm/v7/x: more than os/architecture/variant
            linux/amd64,cpu=fast | unsupported platform arg type, cpu in linux/amd64,cpu=fast
            linux/amd64,osver    | unsupported platform arg type, osver in linux/amd64,osver
            """)
    void refuses(String text, String message) {
        assertThatThrownBy(() -> Platform.parse(text, PlatformTest::linuxV3))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
                    assertThat(e.getMessage().strip()).isEqualTo(message);
                });
    }

    @Test
    @DisplayName("PL-3: an architecture alone asks the machine for its system only, a desktop runs linux")
    void takesMissingPartsFromTheMachine() throws RegistryException {
        Supplier<Platform> mac = () -> Platform.of("darwin", "arm64", "");
        assertThat(Platform.parse("linux", mac)).hasToString("linux/arm64");
        assertThat(Platform.parse("amd64", mac)).hasToString("darwin/amd64");
        assertThat(Platform.parse("local", mac)).hasToString("darwin/arm64");
        Supplier<Platform> windows = () -> Platform.of("windows", "amd64", "v2");
        assertThat(Platform.parse("windows", windows)).hasToString("windows/amd64/v2");
        assertThat(Platform.parse("linux", windows)).hasToString("linux/amd64/v2");
        assertThat(Platform.parse("darwin", windows)).hasToString("darwin");
    }

    @ParameterizedTest
    @DisplayName("PL-3: a complete platform never asks the machine")
    @ValueSource(strings = {"linux/amd64", "windows/amd64,osver=10.0.1.2", "freebsd", "darwin/arm64/v8"})
    void completeTextsDoNotDetect(String text) throws RegistryException {
        assertThat(Platform.parse(text, () -> {
                    throw new AssertionError("machine was asked");
                }))
                .isNotNull();
    }

    @Test
    void withoutOperatingSystemIsUnknown() {
        assertThat(Platform.of("", "amd64", "")).hasToString("unknown");
        assertThat(Platform.of("linux", "", "")).hasToString("linux");
    }

    @ParameterizedTest
    @DisplayName("PL-4: which targets a host can run")
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64                    | linux/amd64                     | true
            linux/amd64                    | linux/amd64/v1                  | true
            linux/amd64                    | linux/amd64/v2                  | false
            linux/amd64/v3                 | linux/amd64/v2                  | true
            linux/amd64/v3                 | linux/amd64                     | true
            linux/amd64                    | linux/arm64                     | false
            linux/amd64                    | freebsd/amd64                   | false
            linux/amd64                    | windows/amd64                   | false
            linux/arm/v7                   | linux/arm/v6                    | true
            linux/arm/v6                   | linux/arm/v7                    | false
            linux/arm                      | linux/arm/v7                    | true
            linux/arm64                    | linux/arm/v7                    | false
            linux/s390x                    | linux/s390x/v1                  | true
            linux/amd64,osver=1.2.3.4      | linux/amd64,osver=4.3.2.1       | true
            freebsd/amd64                  | freebsd/amd64                   | true
            freebsd/amd64                  | linux/amd64                     | false
            darwin/arm64                   | linux/arm64                     | true
            darwin/arm64                   | darwin/arm64                    | true
            darwin/arm64                   | linux/amd64                     | false
            darwin/arm64                   | windows/arm64                   | false
            windows/amd64                  | windows/amd64,osver=10.0.1.2    | true
            windows/amd64,osver=10.0.1.2   | windows/amd64,osver=10.0.1.9    | true
            windows/amd64,osver=10.0.1.2   | windows/amd64,osver=10.0.2.2    | false
            windows/amd64,osver=10.0.1.2   | windows/amd64                   | false
            windows/amd64,osver=10.0.1.2   | linux/amd64                     | true
            windows/amd64                  | linux/arm64                     | false
            windows/amd64                  | darwin/amd64                    | false
            plan9/amd64                    | plan9/amd64                     | true
            plan9/amd64                    | linux/amd64                     | false
            plan9/amd64                    | plan9/amd64,osver=4             | false
            """)
    void knowsWhatAHostCanRun(String host, String target, boolean runs) throws RegistryException {
        assertThat(platform(host).canRun(platform(target))).isEqualTo(runs);
    }

    @Test
    @DisplayName("PL-4: other systems need equal features")
    void otherSystemsNeedEqualFeatures() {
        Platform plain = Platform.of("plan9", "386", "");
        Platform featured = new Platform("plan9", "386", "", "", List.of("f"), List.of());
        assertThat(plain.canRun(featured)).isFalse();
        assertThat(featured.canRun(featured)).isTrue();
        assertThat(featured.matches(plain)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("PL-4: which of two runnable targets a host prefers")
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64/v3               | linux/amd64/v3               | linux/amd64/v2               | true
            linux/amd64/v3               | linux/amd64/v2               | linux/amd64                  | true
            linux/amd64/v3               | linux/amd64                  | linux/amd64/v2               | false
            linux/amd64                  | linux/amd64                  | linux/amd64                  | false
            linux/amd64                  | linux/amd64/v2               | linux/amd64                  | false
            linux/arm/v7                 | linux/arm/v6                 | linux/arm/v5                 | true
            darwin/arm64                 | darwin/arm64                 | linux/arm64                  | true
            darwin/arm64                 | linux/arm64                  | darwin/arm64                 | false
            windows/amd64                | windows/amd64,osver=10.0.1.9 | linux/amd64                  | true
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.9 | true
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.9 | windows/amd64,osver=10.0.1.2 | false
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.9 | windows/amd64,osver=10.0.1.8 | true
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.8 | windows/amd64,osver=10.0.1.9 | false
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.10| windows/amd64,osver=10.0.1.9 | true
            """)
    void prefers(String host, String target, String other, boolean better) throws RegistryException {
        assertThat(platform(host).prefers(platform(target), platform(other))).isEqualTo(better);
    }

    @ParameterizedTest
    @DisplayName("PL-5: exact match")
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64                  | linux/amd64/v1               | true
            linux/amd64/v2               | linux/amd64                  | false
            linux/arm                    | linux/arm/v7                 | true
            linux/arm64                  | linux/aarch64                | true
            linux/amd64,osver=1          | linux/amd64,osver=2          | true
            darwin/arm64                 | linux/arm64                  | false
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.1.9 | true
            windows/amd64,osver=10.0.1.2 | windows/amd64,osver=10.0.2.2 | false
            windows/amd64,osver=10.0.1   | windows/amd64,osver=10.0.1.2 | true
            windows/amd64,osver=10.0.1.2 | windows/amd64                | false
            plan9/amd64,osver=1          | plan9/amd64,osver=2          | false
            """)
    void matchesExactly(String a, String b, boolean same) throws RegistryException {
        assertThat(platform(a).matches(platform(b))).isEqualTo(same);
        assertThat(platform(b).matches(platform(a))).isEqualTo(same);
    }

    private static Platform platform(String text) throws RegistryException {
        return Platform.parse(text, PlatformTest::linuxV3);
    }
}
