// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("PL-3: the machine's own platform")
class LocalPlatformTest {
    private static final String V2 = "fpu pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm";
    private static final String V3 = V2 + " movbe xsave avx f16c abm bmi1 avx2 bmi2 fma";
    private static final String V4 = V3 + " avx512f avx512dq avx512cd avx512bw avx512vl";

    private static String flags(String flags) {
        return "processor\t: 0\nmodel name\t: x\nflags\t\t: " + flags + "\nvmx flags\t: vnmi\n\nprocessor\t: 1\n";
    }

    @ParameterizedTest
    @CsvSource({
        V2 + ", linux/amd64/v2",
        V3 + ", linux/amd64/v3",
        V4 + ", linux/amd64/v4",
        "fpu sse2, linux/amd64",
        "avx512f avx512dq avx512cd avx512bw avx512vl, linux/amd64"
    })
    void readsTheLevelOfX86FromTheFlags(String flags, String platform) {
        assertThat(new LocalPlatform("Linux", "amd64", () -> flags(flags)).get())
                .hasToString(platform);
    }

    @ParameterizedTest
    @CsvSource({
        "CPU architecture: 7, linux/arm/v7",
        "CPU architecture: 5TEJ, linux/arm/v5",
        "CPU architecture: AArch64, linux/arm/v8",
        "model name : ARMv6-compatible processor rev 7, linux/arm/v6",
        "'', linux/arm/v7"
    })
    void readsTheLevelOfArm(String cpuInfo, String platform) {
        assertThat(new LocalPlatform("Linux", "arm", () -> cpuInfo).get()).hasToString(platform);
    }

    @ParameterizedTest
    @CsvSource({
        "Mac OS X, aarch64, darwin/arm64",
        "Mac OS X, x86_64, darwin/amd64",
        "Windows Server 2022, amd64, windows/amd64",
        "Linux, aarch64, linux/arm64",
        "Linux, i386, linux/386",
        "Linux, loongarch64, linux/loong64",
        "SunOS, amd64, solaris/amd64",
        "FreeBSD, amd64, freebsd/amd64"
    })
    void translatesNamesOfJava(String osName, String osArch, String platform) {
        assertThat(new LocalPlatform(osName, osArch, () -> "").get()).hasToString(platform);
    }

    @Test
    void asksForTheCpuOnlyOnceAndOnlyWhereItMatters() {
        AtomicInteger asked = new AtomicInteger();
        LocalPlatform machine = new LocalPlatform("Linux", "amd64", () -> flags(V2) + asked.incrementAndGet());
        assertThat(asked).hasValue(0);
        assertThat(machine.get()).isEqualTo(machine.get());
        assertThat(asked).hasValue(1);
        assertThat(new LocalPlatform("Mac OS X", "amd64", () -> "x" + asked.incrementAndGet()).get())
                .hasToString("darwin/amd64");
        assertThat(asked).hasValue(1);
    }

    @Test
    void thisMachineHasASystemAndAnArchitecture() {
        assertThat(LocalPlatform.system().get().os()).isNotEmpty();
        assertThat(LocalPlatform.system().get().architecture()).isNotEmpty();
    }
}
