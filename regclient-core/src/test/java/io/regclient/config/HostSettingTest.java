// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("HC-1 to HC-5: settings of a host are declared once")
class HostSettingTest {

    /** A value of every type that is not its zero value. */
    private static final List<String> SAMPLES =
            List.of("\"disabled\"", "\"/text/\"", "\"5s\"", "[\"a\"]", "{\"a\":\"b\"}", "true", "7");

    static List<HostSetting<?>> all() {
        return HostSetting.all();
    }

    private static HostConfig read(HostSetting<?> setting) throws RegistryException {
        for (String sample : SAMPLES) {
            try {
                return HostConfig.of("h", Json.parseObject("{\"" + setting.key() + "\":" + sample + "}", "x"));
            } catch (RegistryException e) {
                assertThat(e).hasMessageContaining(setting.key()); // a value of another type
            }
        }
        throw new AssertionError("no sample fits " + setting);
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("a setting is read, written and merged by its declaration alone")
    void readsWritesAndMerges(HostSetting<?> setting) throws RegistryException {
        HostConfig host = read(setting);
        assertThat(host.toTree()).containsOnlyKeys(setting.key());
        assertThat(HostConfig.of("h", Json.parseObject(JsonWriter.write(host.toTree(), JsonStyle.COMPACT), "x")))
                .isEqualTo(host);
        HostConfig merged = HostConfig.builder("h").build().mergedWith(host, warning -> {});
        assertThat(merged.toTree()).containsOnlyKeys(setting.key());
        assertThat(host.toBuilder().unset(setting).build())
                .isEqualTo(HostConfig.builder("h").build());
    }

    @Test
    @DisplayName("keys are unique, and every setting is documented")
    void declaresKeysOnce() {
        assertThat(HostSetting.all()).extracting(HostSetting::key).doesNotHaveDuplicates();
        assertThat(HostSetting.all())
                .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
        assertThat(HostSetting.inMergeOrder()).containsExactlyInAnyOrderElementsOf(HostSetting.all());
    }

    @Test
    @DisplayName("regctl 4.6: --host knows user, pass and tls; regctl 7.7: what is secret is named")
    void marksWhatIsSpecial() {
        assertThat(HostSetting.all().stream().filter(HostSetting::isHostFlag))
                .extracting(HostSetting::key)
                .containsExactly("tls", "user", "pass");
        assertThat(HostSetting.all().stream().filter(HostSetting::isSecret))
                .extracting(HostSetting::key)
                .containsExactly("clientKey", "pass", "token");
        assertThat(HostSetting.all().stream().filter(HostSetting::isTemplate))
                .extracting(HostSetting::key)
                .containsExactly("regcert", "clientCert", "clientKey", "user", "pass");
    }

    @Test
    @DisplayName("a flag's text becomes the type of its setting")
    void parsesTexts() throws RegistryException {
        HostConfigBuilder host = HostConfig.builder("h");
        HostSetting.REQ_CONCURRENT.parse("4", host);
        HostSetting.REQ_PER_SEC.parse("2.5", host);
        HostSetting.REPO_AUTH.parse("true", host);
        HostSetting.CRED_EXPIRE.parse("1h", host);
        HostSetting.API_OPTS.parse("a=b", host);
        HostSetting.MIRRORS.parse("m", host);
        assertThat(host.build().toTree())
                .isEqualTo(Map.of(
                        "reqConcurrent",
                        4L,
                        "reqPerSec",
                        2.5,
                        "repoAuth",
                        true,
                        "credExpire",
                        "1h0m0s",
                        "apiOpts",
                        Map.of("a", "b"),
                        "mirrors",
                        List.of("m")));
        assertThatThrownBy(() -> HostSetting.REQ_CONCURRENT.parse("many", host))
                .hasMessage("an integer is expected, found \"many\"");
    }
}
