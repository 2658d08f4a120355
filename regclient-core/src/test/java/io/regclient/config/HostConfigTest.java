// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostConfigTest {
    @ParameterizedTest
    @DisplayName("HC-1, HC-2: what a name means")
    @CsvSource(delimiter = '|', textBlock = """
            docker.io                       | docker.io        | registry-1.docker.io | enabled  | HUB
            registry-1.docker.io            | docker.io        | registry-1.docker.io | enabled  | HUB
            https://index.docker.io/v1/     | docker.io        | registry-1.docker.io | enabled  | HUB
            index.docker.io                 | index.docker.io  | index.docker.io      | enabled  | ''
            ghcr.io                         | ghcr.io          | ghcr.io              | enabled  | ''
            http://h:5000                   | h:5000           | h:5000               | disabled | http://h:5000
            https://h:5000                  | h:5000           | h:5000               | enabled  | https://h:5000
            https://h/v1/x                  | h                | h                    | enabled  | https://h/v1/x
            h:5000/path                     | h:5000           | h:5000               | enabled  | h:5000/path
            """)
    void namesHosts(String given, String name, String hostname, String tls, String credHost) {
        HostConfig host = HostConfig.named(given);
        assertThat(host.name()).isEqualTo(name);
        assertThat(host.hostname()).isEqualTo(hostname);
        assertThat(host.tls().text()).isEqualTo(tls);
        assertThat(host.credHost()).isEqualTo(credHost.replace("HUB", "https://index.docker.io/v1/"));
        assertThat(host.reqConcurrent()).isEqualTo(3);
        assertThat(host.reqPerSec()).isZero();
    }

    @Test
    @DisplayName("HC-1, HC-4: a number of requests that nobody chose follows the host, but Docker Hub's")
    void onlyChosenLimitsAreFixed() throws RegistryException {
        HostConfig chosen = HostConfig.builder("h").reqConcurrent(3).build();
        HostConfig byRegctl = HostConfig.of("h", Json.parseObject("{\"reqConcurrent\":3}", "settings"));

        assertThat(HostConfig.named("h").isAdaptive()).isTrue();
        assertThat(HostConfig.builder("")
                        .tls(TlsMode.DISABLED)
                        .build()
                        .forName("h")
                        .isAdaptive())
                .isTrue();
        assertThat(HostConfig.named("docker.io").isAdaptive()).isFalse();
        assertThat(HostConfig.of("docker.io", Json.parseObject("{\"reqConcurrent\":3}", "settings"))
                        .isAdaptive())
                .isFalse();
        assertThat(chosen.isAdaptive()).isFalse();
        assertThat(HostConfig.builder("").reqConcurrent(3).build().forName("h").isAdaptive())
                .isFalse();
        assertThat(HostConfig.named("h").mergedWith(chosen, w -> {}).isAdaptive())
                .isFalse();
        assertThat(HostConfig.named("h")
                        .mergedWith(HostConfig.builder("h").build(), w -> {})
                        .isAdaptive())
                .isTrue();
        assertThat(byRegctl.isAdaptive()).isTrue();
        assertThat(HostConfig.named("h").mergedWith(byRegctl, w -> {}).isAdaptive())
                .isTrue();
        assertThat(HostConfig.of("h", Json.parseObject("{\"reqConcurrent\":4}", "settings"))
                        .isAdaptive())
                .isFalse();
    }

    @Test
    @DisplayName("HC-1: a template keeps its settings and gets the required defaults; nothing is shared")
    void templatesSeedHosts() {
        List<String> mirrors = new ArrayList<>(List.of("m"));
        Map<String, String> options = new HashMap<>(Map.of("disableHead", "true"));
        HostConfig template = HostConfig.builder("")
                .mirrors(mirrors)
                .apiOpts(options)
                .tls(TlsMode.INSECURE)
                .reqConcurrent(7)
                .credHelper("x")
                .build();
        mirrors.clear();
        options.clear();
        HostConfig host = template.forName("h:5000");
        assertThat(host.mirrors()).containsExactly("m");
        assertThat(host.headDisabled()).isTrue();
        assertThat(host.tls()).isEqualTo(TlsMode.INSECURE);
        assertThat(host.reqConcurrent()).isEqualTo(7);
        assertThat(host.credHelper()).isEqualTo("x");
        assertThat(template.forName("http://h").tls()).isEqualTo(TlsMode.DISABLED);
        assertThat(template.forName("http://h").urlScheme()).isEqualTo("http");
        assertThat(host.urlScheme()).isEqualTo("https");
    }

    @ParameterizedTest
    @DisplayName("TL-1: words of the tls setting")
    @CsvSource({"'', UNDEFINED", "enabled, ENABLED", "Insecure, INSECURE", "DISABLED, DISABLED"})
    void readsTlsWords(String word, TlsMode mode) throws RegistryException {
        assertThat(TlsMode.parse(word)).isEqualTo(mode);
    }

    @Test
    void refusesOtherTlsWords() {
        assertThatThrownBy(() -> TlsMode.parse("on")).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e).hasMessage("unknown TLS value \"on\", use enabled, insecure or disabled");
        });
    }

    static final String FULL = """
            {"tls":"insecure","regcert":"R","clientCert":"C","clientKey":"K","hostname":"h:1","user":"u","pass":"p",\
            "token":"t","credHelper":"ch","credExpire":"1h0m0s","credHost":"chh",\
            "pathPrefix":"pp","mirrors":["m1","m2"],\
            "priority":5,"repoAuth":true,"api":"hub","apiOpts":{"a":"1","disableHead":"true"},"blobChunk":10,\
            "blobMax":-1,\
            "reqPerSec":2.5,"reqConcurrent":4,"scheme":"http"}""";

    @Test
    @DisplayName("regctl 3.7: every key of the JSON form in write order")
    void readsAndWritesJson() throws RegistryException {
        HostConfig host = HostConfig.of("n", Json.parseObject(FULL, "x"));
        assertThat(host.name()).isEqualTo("n");
        assertThat(host.credExpire()).isEqualTo(Duration.ofHours(1));
        assertThat(host.reqPerSec()).isEqualTo(2.5);
        assertThat(JsonWriter.write(host.toTree(), JsonStyle.COMPACT)).isEqualTo(FULL);
        assertThat(host.toBuilder().build()).isEqualTo(host);
        assertThat(HostConfig.of("n", Json.parseObject("{}", "x")))
                .isEqualTo(HostConfig.builder("n").build());
        assertThat(HostConfig.builder("n").build().toTree()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("regctl 3.2, 3.7: keys in any case, durations as text or nanoseconds")
    @CsvSource(delimiter = '|', textBlock = """
            {"CREDEXPIRE":"90s"}         | PT1M30S
            {"credExpire":90000000000}   | PT1M30S
            {"credExpire":""}            | PT0S
            {"credExpire":null}          | PT0S
            """)
    void readsDurations(String json, Duration expected) throws RegistryException {
        assertThat(HostConfig.of("n", Json.parseObject(json, "x")).credExpire()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"tls":"on"}           | f: unknown TLS value, use enabled, insecure or disabled
            {"credExpire":"60"}    | f: credExpire: invalid JSON: a duration with a unit is expected, for example "5m"
            {"credExpire":1.5}     | f: credExpire: invalid JSON: expected a string, found a number
            {"priority":-1}        | f: priority: invalid JSON: -1 is out of range
            {"mirrors":"m"}        | f: mirrors: invalid JSON: expected an array, found a string
            {"repoAuth":"true"}    | f: repoAuth: invalid JSON: expected true or false, found a string
            """)
    void namesBadSettings(String json, String message) {
        assertThatThrownBy(() -> HostConfig.of("n", Json.parseObject(json, "f")))
                .hasMessage(message);
    }

    @Test
    @DisplayName("CH-4: neither hosts nor logins print secrets")
    void printsNoSecrets() throws RegistryException {
        HostConfig host = HostConfig.of("n", Json.parseObject(FULL, "x"));
        assertThat(host).hasToString("host n");
        assertThat(new Credential("u", "hunter2", "")).hasToString("credential of u");
        assertThat(new Credential("", "", "hunter2")).hasToString("credential of <token>");
        assertThat(Credential.NONE).hasToString("no credential");
        assertThat(new Credential("u", "", "").isEmpty()).isTrue();
    }
}
